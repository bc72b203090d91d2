-- A column that gets a collation that Vitess does not know, had one, or goes from one to the other is read right before and after.
-- before
create table c039_to (id bigint not null primary key, v varchar(20) character set utf8mb4);
create table c039_from (id bigint not null primary key, v varchar(20) character set gbk);
create table c039_between (id bigint not null primary key, v varchar(20) character set gbk);
insert into c039_to (id, v) values (1, '汉字'), (8, null);
insert into c039_from (id, v) values (1, '汉字'), (8, null);
insert into c039_between (id, v) values (1, '漢字'), (8, null);
-- running
insert into c039_to (id, v) values (2, '中');
insert into c039_from (id, v) values (2, '中');
insert into c039_between (id, v) values (2, '中');
alter table c039_to modify v varchar(20) character set gbk;
alter table c039_from convert to character set utf8mb4;
alter table c039_between modify v varchar(20) character set big5;
insert into c039_to (id, v) values (3, '汉'), (10, '字');
insert into c039_from (id, v) values (3, '😀'), (10, '字');
insert into c039_between (id, v) values (3, '漢'), (10, '字');
update c039_to set v = '中文' where id = 8;
update c039_from set v = '中文' where id = 8;
update c039_between set v = '中文' where id = 8;
