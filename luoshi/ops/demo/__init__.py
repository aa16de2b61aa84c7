"""The demonstration city 临溪市: invented names, its history made through the product's own actions."""
