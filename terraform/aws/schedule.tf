# Nothing keeps two runs from overlapping, and nothing need: the position lies in the snapshot, and of two writers the one
# that commits on an older one is fenced (exit code 5). A lock would only be one more thing that can be left behind.
resource "aws_scheduler_schedule_group" "sync" {
  count = local.is_service ? 0 : 1

  name = var.name # of its own, so that its metrics are this schedule's alone
  tags = var.tags
}

resource "aws_scheduler_schedule" "sync" {
  count = local.is_service ? 0 : 1

  name                         = var.name
  group_name                   = aws_scheduler_schedule_group.sync[0].name
  schedule_expression          = var.schedule_expression
  schedule_expression_timezone = var.schedule_timezone
  state                        = var.schedule_enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = local.cluster_arn
    role_arn = aws_iam_role.scheduler[0].arn

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.sync.arn
      launch_type         = "FARGATE"
      task_count          = 1

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = var.security_group_ids
        assign_public_ip = var.assign_public_ip
      }
    }

    # Of the start alone: how a task ended is not looked at here. A run that failed is made up for by the next one.
    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 600
    }
  }
}
