-- Two TRUNCATEs in a row, with rows between them, leave what came after the last.
-- before
create table c092_t (id bigint not null primary key, v int);
insert into c092_t (id, v) values (1, 1), (8, 8);
-- running
truncate table c092_t;
insert into c092_t (id, v) values (2, 2), (10, 10);
truncate table c092_t;
insert into c092_t (id, v) values (3, 3), (14, 14);
