-- Merge small files, and apply the deletes that have piled up. Best while the sync rests or the table is quiet: README, "Deleted rows that show again".
alter table lake.commerce.orders execute optimize(file_size_threshold => '128MB');

alter table lake.commerce.orders execute optimize_manifests;

-- Let go of old snapshots. The newest checkpoint is held by its tag.
alter table lake.commerce.orders execute expire_snapshots(retention_threshold => '7d');

-- Files that no snapshot shows, as a run leaves them that was killed.
alter table lake.commerce.orders execute remove_orphan_files(retention_threshold => '7d');
