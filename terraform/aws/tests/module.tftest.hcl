# The module as Terraform evaluates it, with an AWS that is made up: terraform/check.py brings the provider's schema and runs this.

mock_provider "aws" {
  override_data {
    target = data.aws_caller_identity.current
    values = { account_id = "111122223333" }
  }
  override_data {
    target = data.aws_partition.current
    values = { partition = "aws" }
  }
  override_data {
    target = data.aws_region.current
    values = { region = "eu-central-1" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::the-lake", id = "the-lake" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = {
      arn                  = "arn:aws:ecs:eu-central-1:111122223333:task-definition/vitesslake:7"
      arn_without_revision = "arn:aws:ecs:eu-central-1:111122223333:task-definition/vitesslake"
    }
  }
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/vitesslake" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:111122223333:log-group:/vitesslake/vitesslake" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/made-up", id = "made-up" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:111122223333:vitesslake-alarms" }
  }
}

variables {
  image              = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/vitesslake:1"
  configuration      = <<-YAML
    source: # as the user wrote it
      vtgate: "vtgate:15991"
      keyspace: commerce
      tls: {enabled: true}
      auth: {method: static, user: lake, password: "$${VTGATE_PASSWORD}"}
  YAML
  database           = "commerce"
  secrets            = { VTGATE_PASSWORD = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:vtgate-AbCdEf:password::" }
  subnet_ids         = ["subnet-1", "subnet-2"]
  security_group_ids = ["sg-1"]
}

run "schedule" {
  assert {
    condition     = length(aws_scheduler_schedule.sync) == 1 && length(aws_ecs_service.sync) == 0 && length(aws_ecs_cluster.own) == 1
    error_message = "a schedule, no service, a cluster"
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.sync.container_definitions)[0].command == ["sync", "--once"]
    error_message = "a schedule runs to the end"
  }
  assert {
    condition     = aws_s3_bucket.lake.bucket == "vitesslake-111122223333-eu-central-1"
    error_message = "name of the bucket"
  }
  assert {
    condition     = startswith(output.configuration, "source: # as the user wrote it\n") && strcontains(output.configuration, "\"$${VTGATE_PASSWORD}\"")
    error_message = "the user's text stays as it is, and his secrets are left to the program"
  }
  assert {
    condition = yamldecode(output.configuration).catalog == {
      type       = "glue", warehouse = "s3://vitesslake-111122223333-eu-central-1/lake", namespace = "commerce"
      properties = { "client.region" = "eu-central-1" }
    }
    error_message = "the catalog is what was made"
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.task.policy, "kms:") && !strcontains(aws_iam_role_policy.task.policy, "secretsmanager:")
    error_message = "the program gets no right to keys or secrets"
  }
  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.execution.policy).Statement : s.Resource if s.Sid == "Secrets"]) == ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:vtgate-AbCdEf"]
    error_message = "the right to a secret names the secret and not its key"
  }
  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.execution.policy).Statement : s.Resource if s.Sid == "Image"]) == ["arn:aws:ecr:eu-central-1:111122223333:repository/team/vitesslake"]
    error_message = "the right to pull names the repository"
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.lake.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "SSE-S3 without a key"
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.failed.event_pattern).detail["$or"][0].containers.exitCode == [{ anything-but = [0] }]
    error_message = "every exit code but 0 is told"
  }
}

run "service" {
  variables {
    log_format       = "json"
    run_as           = "service"
    configuration    = "source: {vtgate: 'vtgate:15991', keyspace: commerce}\nmemory: 4GiB\n"
    secrets          = {}
    image            = "registry.example.com/vitesslake:1"
    cluster_arn      = "arn:aws:ecs:eu-central-1:111122223333:cluster/data"
    bucket           = "my-lake"
    kms_key_arn      = "arn:aws:kms:eu-central-1:111122223333:key/k"
    task_memory      = 6144
    spill_gib        = 100
    quiet_exit_codes = [5]
    silence_minutes  = 0
    alarm_emails     = ["a@example.com"]
  }
  assert {
    condition     = length(aws_scheduler_schedule.sync) == 0 && length(aws_iam_role.scheduler) == 0 && length(aws_ecs_cluster.own) == 0 && length(aws_cloudwatch_metric_alarm.silent) == 0
    error_message = "neither schedule nor cluster nor what goes with them"
  }
  assert {
    condition     = aws_ecs_service.sync[0].desired_count == 1 && aws_ecs_service.sync[0].deployment_maximum_percent == 100 && aws_ecs_service.sync[0].cluster == var.cluster_arn
    error_message = "one task, never two, in the cluster that was given"
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.sync.container_definitions)[0].command == ["sync", "--log-format", "json"]
    error_message = "a service follows, and its log is JSON"
  }
  assert {
    condition     = aws_cloudwatch_log_metric_filter.sync["errors"].pattern == "{ $.level = \"ERROR\" }"
    error_message = "the alarm reads lines of JSON"
  }
  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.task.policy).Statement : s.Resource if s.Sid == "KeyOfTheBucket"]) == var.kms_key_arn
    error_message = "the right to the bucket's key and no other"
  }
  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.execution.policy).Statement : s.Sid] == ["Log"]
    error_message = "no right to secrets or registries that are not used"
  }
  assert {
    condition     = one(aws_ecs_task_definition.sync.ephemeral_storage).size_in_gib == 100
    error_message = "disk for spills"
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.failed.event_pattern).detail["$or"][0].containers.exitCode == [{ anything-but = [0, 5] }]
    error_message = "codes that were named are not told"
  }
}

run "log_format_unknown" {
  command = plan
  variables {
    log_format = "xml"
  }
  expect_failures = [var.log_format]
}

run "memory_too_small" {
  command = plan
  variables {
    task_memory   = 5000
    configuration = "source: {vtgate: 'vtgate:15991', keyspace: commerce}\nmemory: 4GiB\n"
  }
  expect_failures = [var.task_memory]
}

run "catalog_given" {
  command = plan
  variables {
    configuration = "source: {vtgate: 'vtgate:15991', keyspace: commerce}\ncatalog: {type: glue}\n"
  }
  expect_failures = [var.configuration]
}

run "no_source" {
  command = plan
  variables {
    configuration = "source: {keyspace: commerce}\n"
  }
  expect_failures = [var.configuration]
}

run "secret_that_is_none" {
  command = plan
  variables {
    secrets = { VTGATE_PASSWORD = "hunter2" }
  }
  expect_failures = [var.secrets]
}

run "neither_schedule_nor_service" {
  command = plan
  variables {
    run_as = "daemon"
  }
  expect_failures = [var.run_as]
}
