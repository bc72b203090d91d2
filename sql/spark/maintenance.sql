-- Merge small files, and apply the deletes that have piled up. Best while the sync rests or the table is quiet: README, "Deleted rows that show again".
call lake.system.rewrite_data_files(
  table => 'commerce.orders',
  options => map('delete-file-threshold', '1', 'remove-dangling-deletes', 'true'));

call lake.system.rewrite_manifests('commerce.orders');

-- Let go of snapshots older than a moment (the procedure wants it spelled out), but of none of the newest ten. The newest checkpoint is held by its tag.
call lake.system.expire_snapshots(
  table => 'commerce.orders',
  older_than => timestamp 'MOMENT',
  retain_last => 10);

-- Files older than three days that no snapshot shows, as a run leaves them that was killed: first see which, then without dry_run.
call lake.system.remove_orphan_files(
  table => 'commerce.orders',
  dry_run => true);
