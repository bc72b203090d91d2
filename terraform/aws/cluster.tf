resource "aws_ecs_cluster" "own" {
  count = var.cluster_arn == null ? 1 : 0

  name = var.name
  tags = var.tags
}

locals {
  cluster_arn = one(concat(aws_ecs_cluster.own[*].arn, compact([var.cluster_arn])))
}
