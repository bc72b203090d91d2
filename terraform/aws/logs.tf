resource "aws_cloudwatch_log_group" "sync" {
  name              = "/vitesslake/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# What the log is searched for. The lines are those of ConsoleListener, and of logback.xml or LogEncoder.
locals {
  log_metrics = {
    errors = {
      pattern = var.log_format == "json" ? "{ $.level = \"ERROR\" }" : "[time, level=ERROR, ...]"
      meaning = "A table stopped, or a new copy was given up: see the log and `status`"
    }
    foreign-changes = {
      pattern = "\"was changed by others\""
      meaning = "Somebody else wrote into a table, which may differ from the source until it is copied again"
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "sync" {
  for_each = local.log_metrics

  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.sync.name
  pattern        = each.value.pattern

  metric_transformation {
    namespace = "vitesslake/${var.name}"
    name      = each.key
    value     = "1"
  }
}
