# The user's text stays as it is, so that the lines in error messages are his; the catalog is added below it.
locals {
  catalog = {
    catalog = {
      type       = "glue"
      warehouse  = local.warehouse
      namespace  = var.database
      properties = { "client.region" = local.region }
    }
  }

  configuration = "${chomp(var.configuration)}\n${yamlencode(local.catalog)}"

  # As the launcher reads it: a whole number and a unit, 1GiB by default.
  memory_text  = try(yamldecode(var.configuration).memory, "1GiB")
  memory_parts = regex("^([0-9]+)\\s*([A-Za-z]+)$", local.memory_text)
  memory_mib   = tonumber(local.memory_parts[0]) * { mib = 1, gib = 1024, tib = 1048576 }[lower(local.memory_parts[1])]
}
