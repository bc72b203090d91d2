# Names and addresses that several files use; each resource stands in the file of its idea.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  is_service = var.run_as == "service"
  bucket     = coalesce(var.bucket, "${var.name}-${local.account}-${local.region}")
  warehouse  = "s3://${local.bucket}/lake"
}
