# What an administrator sets up in Redmine by hand: run by `rails runner`, told as JSON on standard input.
require "json"

said = JSON.parse($stdin.read)
Redmine::DefaultData::Loader.load("en")
{
  rest_api_enabled: "1", login_required: "1", default_language: "en", default_projects_public: "0",
  notified_events: [], issues_export_limit: "1000000", per_page_options: "25,50,100",
  default_projects_modules: ["issue_tracking"], default_projects_tracker_ids: [Tracker.first.id.to_s]
}.each { |name, value| Setting[name] = value }

tracker = Tracker.first
fields = said["fields"].to_h do |field|
  made = IssueCustomField.create!(
    name: field["label"], field_format: field["format"], possible_values: field["choices"],
    is_for_all: true, is_filter: true, trackers: [tracker], visible: true
  )
  [field["key"], made.id]
end
Setting.issue_list_default_columns = said["columns"].map { |key| fields[key] ? "cf_#{fields[key]}" : key }

made = {}
said["units"].each do |code, name, above|
  project = Project.new(
    name: name, identifier: code.downcase, is_public: false,
    enabled_module_names: ["issue_tracking"], trackers: [tracker]
  )
  project.save!
  project.set_parent!(made[above]) if above
  made[code] = project
end

people = said["people"].to_h do |login, code, rights|
  role = Role.create!(name: "bench #{login}", permissions: rights.map(&:to_sym), issues_visibility: "all")
  user = User.new(firstname: login, lastname: "bench", mail: "#{login}@example.com", language: "en")
  user.login = login
  user.password = user.password_confirmation = said["password"]
  user.save!
  made.each { |unit, project| Member.create!(project:, principal: user, roles: [role]) if unit.start_with?(code) }
  [login, { "id" => user.id, "key" => user.api_key }]
end

puts JSON.generate(
  "tracker" => tracker.id, "status" => tracker.default_status_id, "priority" => IssuePriority.default.id,
  "fields" => fields, "projects" => made.transform_values(&:id), "people" => people
)
