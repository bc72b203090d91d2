variable "name" {
  description = "Name of everything that is made, and prefix where a name must be unique."
  type        = string
  default     = "vitesslake"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}$", var.name))
    error_message = "name: 2 to 28 characters of a-z, 0-9 and -, beginning with a letter."
  }
}

variable "run_as" {
  description = "`schedule`: `sync --once` at each `schedule_expression`. `service`: one `sync` that follows all the time."
  type        = string
  default     = "schedule"

  validation {
    condition     = contains(["schedule", "service"], var.run_as)
    error_message = "run_as: schedule or service."
  }
}

variable "image" {
  description = "Container image, made from `terraform/container/Dockerfile`. If it lies in ECR, the right to pull it is given."
  type        = string
}

variable "architecture" {
  description = "Processor that the image was built for: `X86_64` or `ARM64`."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture: X86_64 or ARM64."
  }
}

variable "configuration" {
  description = "The YAML configuration without `catalog`, which this module adds; best `file(\"vitesslake.yaml\")`. No secrets: `$${NAME}` takes them from `secrets`."
  type        = string

  validation {
    condition     = can(yamldecode(var.configuration).source.vtgate) && can(yamldecode(var.configuration).source.keyspace)
    error_message = "configuration: YAML with source.vtgate and source.keyspace."
  }
  validation {
    condition     = !can(yamldecode(var.configuration).catalog)
    error_message = "configuration: leave out catalog; the module adds it, so that it names the bucket and the database that are made here."
  }
}

variable "secrets" {
  description = "Environment variables from Secrets Manager: name to ARN, or `ARN:KEY::` for one key of a JSON secret. The configuration names them as `$${NAME}`."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, arn in var.secrets : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && can(regex("^arn:[^:]+:secretsmanager:[^:]*:[0-9]{12}:secret:[^:]+(:.*)?$", arn))])
    error_message = "secrets: names of environment variables, each with the ARN of a secret of Secrets Manager."
  }
  validation {
    condition     = !contains(keys(var.secrets), "VITESSLAKE_CONFIG")
    error_message = "secrets: VITESSLAKE_CONFIG holds the configuration."
  }
}

variable "secrets_kms_key_arn" {
  description = "KMS key of the secrets, if they have one of their own."
  type        = string
  default     = null
}

variable "environment" {
  description = "Further environment variables, such as `VITESSLAKE_JAVA_OPTS`."
  type        = map(string)
  default     = {}

  validation {
    condition     = !contains(keys(var.environment), "VITESSLAKE_CONFIG")
    error_message = "environment: VITESSLAKE_CONFIG holds the configuration."
  }
}

variable "bucket" {
  description = "Name of the S3 bucket that is made. Default: name, account and region."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "KMS key that encrypts the bucket (SSE-KMS). Without one S3 encrypts by its own keys (SSE-S3)."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn: the ARN of a key, not of an alias."
  }
}

variable "database" {
  description = "Name of the Glue database that is made; the namespace of the tables."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9_]{1,252}$", var.database))
    error_message = "database: a-z, 0-9 and _ only, which is what Iceberg's Glue catalog takes."
  }
}

variable "cluster_arn" {
  description = "ECS cluster to run in. Without one a cluster is made."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_arn == null || can(regex("^arn:[^:]+:ecs:[^:]+:[0-9]{12}:cluster/.+$", var.cluster_arn))
    error_message = "cluster_arn: the ARN of a cluster, not its name."
  }
}

variable "subnet_ids" {
  description = "Subnets from which VTGate, S3, Glue, CloudWatch Logs, Secrets Manager and the image's registry can be reached."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids: at least one."
  }
}

variable "security_group_ids" {
  description = "Security groups of the task. Nothing need come in; TCP to VTGate's port and to 443 must get out."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) > 0
    error_message = "security_group_ids: at least one; the VPC's own default group would let in too much."
  }
}

variable "assign_public_ip" {
  description = "Whether the task has a public address; needed in a public subnet without NAT or endpoints."
  type        = bool
  default     = false
}

variable "task_cpu" {
  description = "Fargate CPU units; 1024 are one vCPU."
  type        = number
  default     = 1024

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.task_cpu)
    error_message = "task_cpu: 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "task_memory" {
  description = "Fargate memory in MiB, at least 1.25 times `memory` of the configuration, and one of the sizes that Fargate has for `task_cpu`."
  type        = number
  default     = 2048

  validation {
    # 1.2 times is what ingest/lab/huge_transaction_test.py refuses to exceed
    condition     = var.task_memory >= 1.25 * local.memory_mib
    error_message = "task_memory: at least 1.25 times memory of the configuration, of which the process has been seen to take up to 1.2 times."
  }
}

variable "spill_gib" {
  description = "GiB of disk for changes that do not fit into memory; Fargate has 20 at least."
  type        = number
  default     = 20

  validation {
    condition     = var.spill_gib >= 20 && var.spill_gib <= 200 && floor(var.spill_gib) == var.spill_gib
    error_message = "spill_gib: a whole number from 20 to 200."
  }
}

variable "schedule_expression" {
  description = "When `run_as` is `schedule`: `rate(…)`, `cron(…)` or `at(…)` of EventBridge Scheduler."
  type        = string
  default     = "rate(15 minutes)"

  validation {
    condition     = can(regex("^(rate|cron|at)\\(.+\\)$", var.schedule_expression))
    error_message = "schedule_expression: rate(…), cron(…) or at(…)."
  }
}

variable "schedule_timezone" {
  description = "Time zone of a `cron(…)` or `at(…)`."
  type        = string
  default     = "UTC"
}

variable "schedule_enabled" {
  description = "Whether the schedule starts tasks; `false` while a long first copy is run by hand."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the log."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days: one of the periods that CloudWatch has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, …"
  }
}

variable "log_format" {
  description = "How a line of the log looks: `text`, or `json` for one object a line. The alarms look for errors in either."
  type        = string
  default     = "text"

  validation {
    condition     = contains(["text", "json"], var.log_format)
    error_message = "log_format: text or json."
  }
}

variable "alarm_emails" {
  description = "Addresses that get the alarms; each must confirm once."
  type        = list(string)
  default     = []
}

variable "quiet_exit_codes" {
  description = "Exit codes besides 0 that raise no alarm, such as `[5]` while runs of a schedule are known to overlap."
  type        = list(number)
  default     = []

  validation {
    condition     = alltrue([for code in var.quiet_exit_codes : code >= 1 && code <= 255])
    error_message = "quiet_exit_codes: from 1 to 255."
  }
}

variable "silence_minutes" {
  description = "Minutes without any line in the log after which an alarm is raised; 0: never. A sync that follows tells something every few seconds; for a schedule take more than its interval."
  type        = number
  default     = 60

  validation {
    condition     = var.silence_minutes >= 0 && var.silence_minutes <= 1440 && floor(var.silence_minutes) == var.silence_minutes
    error_message = "silence_minutes: a whole number from 0 to 1440."
  }
}

variable "tags" {
  description = "Tags of everything that can have them."
  type        = map(string)
  default     = {}
}
