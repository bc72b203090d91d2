-- With drop-column: drop the lake's column goes when the last shard has dropped its own, not before.
-- before
create table c061_t (id bigint not null primary key, a int, b int);
insert into c061_t (id, a, b) values (1, 1, 1), (8, 8, 8);
-- running
-- on -80
alter table c061_t drop column b;
-- on -80
insert into c061_t (id, a) values (10, 10);
-- on 80-
insert into c061_t (id, a, b) values (2, 2, 2);
-- running
-- on 80-
alter table c061_t drop column b;
-- on 80-
insert into c061_t (id, a) values (3, 3);
