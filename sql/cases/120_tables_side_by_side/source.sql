-- DDL on one table leaves others alone, also where its text speaks of them.
-- before
create table c120_a (id bigint not null primary key, v int);
create table c120_b (id bigint not null primary key, v int);
insert into c120_a (id, v) values (1, 1), (8, 8);
insert into c120_b (id, v) values (1, 1), (8, 8);
-- running
alter table c120_b comment = 'truncate table c120_a';
create table c120_c (id bigint not null primary key, v int) comment 'like c120_a';
insert into c120_c (id, v) select id, v from c120_a;
drop table c120_c;
insert into c120_a (id, v) values (2, 2), (10, 10);
