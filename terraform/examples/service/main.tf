# One `sync` that follows all the time, in a cluster that is there already, with a key of one's own for the bucket.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "vitesslake" {
  source = "../../aws"

  run_as        = "service"
  image         = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/vitesslake:0.1.0"
  configuration = file("${path.module}/vitesslake.yaml")
  database      = "commerce"
  bucket        = "example-commerce-lake"
  kms_key_arn   = "arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef"
  cluster_arn   = "arn:aws:ecs:eu-central-1:111122223333:cluster/data"

  secrets = {
    VTGATE_PASSWORD = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:vtgate-AbCdEf:password::"
  }

  subnet_ids         = ["subnet-0123456789abcdef0"]
  security_group_ids = ["sg-0123456789abcdef0"]

  task_cpu        = 2048
  task_memory     = 6144 # for the 4 GiB of vitesslake.yaml
  spill_gib       = 100
  silence_minutes = 15
  alarm_emails    = ["data@example.com"]
}

output "alarm_topic_arn" {
  description = "Where alarms go."
  value       = module.vitesslake.alarm_topic_arn
}
