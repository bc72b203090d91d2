-- Text of every character set is Unicode in the lake; CHAR has no trailing spaces, VARCHAR keeps them.
-- before
create table c028_text (id bigint not null primary key, l1 varchar(20) character set latin1, ch char(10) character set latin1, ru varchar(20) character set cp1251, u2 varchar(20) character set ucs2, u3 text character set utf8, jp varchar(20) character set sjis, asc_ varchar(20) character set ascii);
insert into c028_text (id, l1, ch, ru, u2, u3, jp, asc_) values (1, 'é€ÿ', 'ñ  ', 'Жук', 'Ωб', 'ḁ中', '日本', 'plain'), (8, 'end ', 'x', '', 'a', '', 'ｱ', '');
-- running
insert into c028_text (id, l1, ch, ru, u2, u3, jp, asc_) values (2, 'é€ÿ', 'ñ  ', 'Жук', 'Ωб', 'ḁ中', '日本', 'plain'), (10, 'end ', 'x', '', 'a', '', 'ｱ', '');
update c028_text set l1 = 'ÄÖ' where id = 8;
