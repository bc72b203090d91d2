terraform {
  required_version = ">= 1.9" # validation blocks that look at other values

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}
