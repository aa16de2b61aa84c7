// Photographs on their way to the site: shown before they are sent, and a large one sent smaller.
"use strict";

(() => {
  const WIDEST = 2000;
  const SMALL = 600 * 1024;

  // Sizes an image down; the original goes when it is small already or cannot be drawn.
  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL) return file;
    try {
      const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, WIDEST / Math.max(drawn.width, drawn.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(drawn.width * scale);
      canvas.height = Math.round(drawn.height * scale);
      canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      if (!made || made.size >= file.size) return file;
      return new File([made], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg", lastModified: file.lastModified });
    } catch {
      return file;
    }
  }

  window.luoshiPhoto = { smaller };

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches('input[type="file"][data-photo]')) return;
    const form = input.form;
    for (const one of input.parentElement.querySelectorAll(".photo-seen")) one.remove();
    const chosen = [...input.files];
    if (!chosen.some((file) => file.type.startsWith("image/"))) return;
    const button = form.querySelector('button[type="submit"]');
    button.disabled = true;
    const list = new DataTransfer();
    for (const file of chosen) list.items.add(file.type.startsWith("image/") ? await smaller(file) : file);
    input.files = list.files;
    for (const sent of [...list.files].reverse()) {
      if (!sent.type.startsWith("image/")) continue;
      const seen = document.createElement("img");
      seen.className = "photo-seen";
      seen.alt = sent.name;
      const reader = new FileReader();
      reader.onload = () => { seen.src = reader.result; };
      reader.readAsDataURL(sent);
      input.after(seen);
    }
    button.disabled = false;
  });
})();
