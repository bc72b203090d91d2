-- Text is read by the character set that its table declares where Vitess does not know the collation, and tells it as 0.
-- before
create table c038_text (id bigint not null primary key, g varchar(20) character set gbk, b char(20) character set big5, t text character set tis620, h varchar(20) character set gb18030 collate gb18030_bin, n varchar(20) character set gbk collate gbk_bin, e enum('红', 'b') character set gbk);
insert into c038_text (id, g, b, t, h, n, e) values (1, '汉字', '漢字', 'ไทย', '㐀汉😀', '简', '红'), (8, 'plain', '', null, 'a', null, 'b');
create table c038_key (id bigint not null, k varchar(20) character set gbk not null, v int, primary key (id, k));
insert into c038_key (id, k, v) values (1, '汉', 1), (1, '字', 2), (8, '汉', 3);
-- running
insert into c038_text (id, g, b, t, h, n, e) values (2, '汉字', '漢字', 'ไทย', '㐀汉😀', '简', '红'), (10, 'plain', '', null, 'a', null, 'b');
update c038_text set g = '中' where id = 8;
update c038_key set v = 7 where id = 1 and k = '字';
delete from c038_key where id = 8;
insert into c038_key (id, k, v) values (10, '中', 4);
