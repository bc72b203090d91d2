-- With drop-column: drop the lake's column goes with the source's, and may come back as another.
-- before
create table c056_t (id bigint not null primary key, a varchar(10), b varchar(10));
insert into c056_t (id, a, b) values (1, 'a1', 'b1'), (8, 'a8', 'b8');
-- running
alter table c056_t drop column b;
insert into c056_t (id, a) values (2, 'a2'), (10, 'a10');
-- running
alter table c056_t add column b int;
insert into c056_t (id, a, b) values (3, 'a3', 3), (14, 'a14', 14);
