# `sync --once` every 15 minutes, in a cluster that is made too.

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

  image         = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/vitesslake:0.1.0"
  configuration = file("${path.module}/vitesslake.yaml")
  database      = "commerce"

  secrets = {
    VTGATE_PASSWORD = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:vtgate-AbCdEf:password::"
  }

  subnet_ids         = ["subnet-0123456789abcdef0"]
  security_group_ids = ["sg-0123456789abcdef0"]

  schedule_expression = "rate(15 minutes)"
  alarm_emails        = ["data@example.com"]
}

output "run_task_command" {
  description = "Runs the sync once more, by hand."
  value       = module.vitesslake.run_task_command
}
