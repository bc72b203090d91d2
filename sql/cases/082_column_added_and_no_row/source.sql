-- A nullable column that is added comes into the lake with the first row that has it, not before.
-- before
create table c082_t (id bigint not null primary key, a int);
insert into c082_t (id, a) values (1, 1), (8, 8);
-- running
alter table c082_t add column b int;
