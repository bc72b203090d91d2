# No alarm on lag: nobody reads the metrics of `--http` here, and `status` counts lag from the newest source commit, so that it also
# grows while the source is quiet.

resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms" # not encrypted by a key: the one of AWS lets neither EventBridge nor CloudWatch publish
  tags = var.tags
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com"] }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

# Exit codes. A task that did not start has none.
resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-failed"
  description = "A task of ${var.name} could not start, or ended with an exit code other than ${join(", ", concat([0], var.quiet_exit_codes))}"
  tags        = var.tags

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn        = [local.cluster_arn]
      taskDefinitionArn = [{ prefix = "${aws_ecs_task_definition.sync.arn_without_revision}:" }]
      lastStatus        = ["STOPPED"]
      "$or" = [
        { containers = { exitCode = [{ anything-but = concat([0], var.quiet_exit_codes) }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "failed" {
  rule = aws_cloudwatch_event_rule.failed.name
  arn  = aws_sns_topic.alarms.arn

  input_transformer {
    input_paths = {
      task     = "$.detail.taskArn"
      exitCode = "$.detail.containers[0].exitCode"
      reason   = "$.detail.stoppedReason"
    }
    # not jsonencode, which writes < as \u003c
    input_template = "\"${var.name}: exit code <exitCode>, <reason>. Log group ${aws_cloudwatch_log_group.sync.name}, task <task>. Codes: 2 configuration, 3 source, 4 lake, 5 fenced by another writer, 6 tables are stopped, 70 bug, 137 killed.\""
  }
}

resource "aws_cloudwatch_metric_alarm" "log" {
  for_each = local.log_metrics

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.meaning
  namespace           = aws_cloudwatch_log_metric_filter.sync[each.key].metric_transformation[0].namespace
  metric_name         = each.key
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "silent" {
  count = var.silence_minutes > 0 ? 1 : 0

  alarm_name          = "${var.name}-silent"
  alarm_description   = "No line in ${aws_cloudwatch_log_group.sync.name} for ${var.silence_minutes} minutes: nothing runs, or it hangs"
  namespace           = "AWS/Logs"
  metric_name         = "IncomingLogEvents"
  dimensions          = { LogGroupName = aws_cloudwatch_log_group.sync.name }
  statistic           = "Sum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = var.silence_minutes * 60
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "not_started" {
  count = local.is_service ? 0 : 1

  alarm_name          = "${var.name}-not-started"
  alarm_description   = "EventBridge Scheduler gave up starting a task"
  namespace           = "AWS/Scheduler"
  metric_name         = "InvocationDroppedCount"
  dimensions          = { ScheduleGroup = aws_scheduler_schedule_group.sync[0].name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  tags                = var.tags
}
