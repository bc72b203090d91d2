-- A column that is renamed to an excluded name leaves the lake.
-- before
create table c044_t (id bigint not null primary key, a varchar(10), b int);
insert into c044_t (id, a, b) values (1, 'a1', 1), (8, 'a8', 8);
-- running
alter table c044_t rename column a to secret;
insert into c044_t (id, secret, b) values (2, 's2', 2), (10, 's10', 10);
