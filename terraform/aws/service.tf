resource "aws_ecs_service" "sync" {
  count = local.is_service ? 1 : 0

  name            = var.name
  cluster         = local.cluster_arn
  task_definition = aws_ecs_task_definition.sync.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  propagate_tags  = "SERVICE"
  tags            = var.tags

  # The old task ends before the new one begins. Both at once would be safe, but one would be fenced and raise an alarm.
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = var.security_group_ids
    assign_public_ip = var.assign_public_ip
  }
}
