local health = { status = "Progressing", message = "waits for the operator" }
if obj.status == nil or obj.status.conditions == nil then
  return health
end
if obj.status.observedGeneration ~= obj.metadata.generation then
  return health
end
local conditions = {}
for _, condition in ipairs(obj.status.conditions) do
  conditions[condition.type] = condition
end
local function holds(type)
  return conditions[type] ~= nil and conditions[type].status == "True"
end
if holds("Stalled") then
  return { status = "Degraded", message = conditions["Stalled"].message }
end
if holds("Ready") then
  return { status = "Healthy", message = conditions["Ready"].message }
end
if obj.spec.paused == true then
  return { status = "Suspended", message = "paused" }
end
if conditions["Ready"] ~= nil then
  health.message = conditions["Ready"].message
end
return health
