-- A reference table is the same on every shard and is read from one; its changes of columns are followed there.
-- vschema
{"c114_country": {"type": "reference"}}
-- before
create table c114_country (code char(2) not null primary key, name varchar(20));
-- on -80
insert into c114_country (code, name) values ('AT', 'Austria'), ('CZ', 'Czechia');
-- on 80-
insert into c114_country (code, name) values ('AT', 'Austria'), ('CZ', 'Czechia');
-- running
alter table c114_country add column capital varchar(20);
-- on -80
insert into c114_country (code, name, capital) values ('PL', 'Poland', 'Warsaw');
-- on 80-
insert into c114_country (code, name, capital) values ('PL', 'Poland', 'Warsaw');
-- on -80
delete from c114_country where code = 'CZ';
-- on 80-
delete from c114_country where code = 'CZ';
