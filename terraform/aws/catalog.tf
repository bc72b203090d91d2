# Made here and not by the program, which therefore needs no right to make databases.
resource "aws_glue_catalog_database" "lake" {
  name         = var.database
  description  = "Iceberg tables that vitesslake keeps equal to a Vitess keyspace"
  location_uri = "${local.warehouse}/${var.database}.db" # where Iceberg would put it
  tags         = var.tags
}
