output "bucket" {
  description = "The bucket of the lake."
  value       = aws_s3_bucket.lake.bucket
}

output "database" {
  description = "The Glue database of the tables."
  value       = aws_glue_catalog_database.lake.name
}

output "configuration" {
  description = "The whole configuration, as the container gets it; with it `status`, `verify` and `recopy` work from anywhere."
  value       = local.configuration
}

output "task_role_arn" {
  description = "The role of the program; for policies of keys and of Lake Formation."
  value       = aws_iam_role.task.arn
}

output "log_group" {
  description = "The log group."
  value       = aws_cloudwatch_log_group.sync.name
}

output "alarm_topic_arn" {
  description = "The SNS topic of the alarms."
  value       = aws_sns_topic.alarms.arn
}

output "run_task_command" {
  description = "Runs the task once more, by hand; add `--overrides` for another command."
  value = join(" ", [
    "aws ecs run-task --region ${local.region} --cluster ${local.cluster_arn} --launch-type FARGATE",
    "--task-definition ${aws_ecs_task_definition.sync.arn_without_revision}",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", var.subnet_ids)}],securityGroups=[${join(",", var.security_group_ids)}],assignPublicIp=${var.assign_public_ip ? "ENABLED" : "DISABLED"}}'",
  ])
}
