# What the program itself may do: this bucket, this database, and the key of the bucket.
resource "aws_iam_role" "task" {
  name               = "${var.name}-task-${local.region}"
  description        = "vitesslake: reads and writes ${local.warehouse} and Glue database ${var.database}"
  assume_role_policy = local.assumed_by_tasks
  tags               = var.tags
}

resource "aws_iam_role_policy" "task" {
  name   = "lake"
  role   = aws_iam_role.task.id
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(local.lake_statements, local.lake_key_statements) })
}

locals {
  assumed_by_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${local.region}:${local.account}:*" }
      }
    }]
  })

  glue = "arn:${local.partition}:glue:${local.region}:${local.account}"

  lake_statements = [
    {
      Sid      = "Files"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      Resource = "${aws_s3_bucket.lake.arn}/lake/*"
    },
    {
      Sid      = "MissingFilesAreToldAsMissing" # without it S3 answers 403 instead of 404
      Effect   = "Allow"
      Action   = "s3:ListBucket"
      Resource = aws_s3_bucket.lake.arn
    },
    {
      Sid    = "Catalog" # tables are never dropped
      Effect = "Allow"
      Action = ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:CreateTable", "glue:UpdateTable"]
      Resource = [
        "${local.glue}:catalog",
        "${local.glue}:database/${aws_glue_catalog_database.lake.name}",
        "${local.glue}:table/${aws_glue_catalog_database.lake.name}/*",
      ]
    },
  ]

  lake_key_statements = var.kms_key_arn == null ? [] : [{
    Sid      = "KeyOfTheBucket"
    Effect   = "Allow"
    Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
    Resource = var.kms_key_arn
  }]
}
