-- CONVERT TO CHARACTER SET changes how text is stored and not what it says.
-- before
create table c071_t (id bigint not null primary key, v varchar(20), t text) default charset = latin1;
insert into c071_t (id, v, t) values (1, 'é€', 'ÿ'), (8, 'plain', null);
-- running
alter table c071_t convert to character set utf8mb4;
insert into c071_t (id, v, t) values (2, '😀', '中'), (10, 'é', '');
update c071_t set t = 'Ω' where id = 8;
