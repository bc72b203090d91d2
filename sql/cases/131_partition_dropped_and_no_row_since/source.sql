-- Rows of a dropped partition go at once, also on a shard that has no row event since.
-- before
create table c131_t (id bigint not null primary key, v int) partition by list (id) (partition some values in (1, 8), partition others values in (2, 3, 10));
insert into c131_t (id, v) values (1, 1), (2, 2), (8, 8), (10, 10);
-- running
alter table c131_t drop partition some;
