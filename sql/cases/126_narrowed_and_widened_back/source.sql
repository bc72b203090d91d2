-- A column that lost digits by one statement and got its type back by another has lost them in the lake too.
-- before
create table c126_t (id bigint not null primary key, d decimal(10,4), s varchar(20));
insert into c126_t (id, d, s) values (1, 1.2345, 'a'), (8, -0.0051, 'b');
-- running
alter table c126_t modify d decimal(10,2);
alter table c126_t modify d decimal(10,4);
insert into c126_t (id, d, s) values (2, 0.1234, 'c'), (10, 9.8765, 'd');
