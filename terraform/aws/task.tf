# One definition for both forms; they differ by the command.
resource "aws_ecs_task_definition" "sync" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.task_cpu
  memory                   = var.task_memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([local.container])
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  volume {
    name = "tmp"
  }

  dynamic "ephemeral_storage" {
    for_each = var.spill_gib > 20 ? [var.spill_gib] : [] # 20 is the default, and may not be asked for

    content {
      size_in_gib = ephemeral_storage.value
    }
  }
}

locals {
  container = {
    name      = "vitesslake"
    image     = var.image
    essential = true
    command   = concat(local.is_service ? ["sync"] : ["sync", "--once"], var.log_format == "text" ? [] : ["--log-format", var.log_format])

    # In the definition itself: each change makes a new revision, which the service rolls out and the schedule's next run takes.
    environment = [for name, value in merge(var.environment, { VITESSLAKE_CONFIG = local.configuration }) : { name = name, value = value }]
    secrets     = [for name, arn in var.secrets : { name = name, valueFrom = arn }]

    # The most that Fargate allows. A checkpoint that takes longer is cut off, and loses nothing: the next start resumes before it.
    stopTimeout = 120

    readonlyRootFilesystem = true
    mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.sync.name
        awslogs-region        = local.region
        awslogs-stream-prefix = "sync"
      }
    }
  }
}
