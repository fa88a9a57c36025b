CREATE TABLE `users` (`id` integer NOT NULL, `e_mail` text NOT NULL, `a` integer NOT NULL, `b` integer NOT NULL, PRIMARY KEY (`a`, `id`));
CREATE UNIQUE INDEX `users_e_mail_key` ON `users` (`e_mail`);
CREATE UNIQUE INDEX `own` ON `users` (`a`, `b`);
CREATE INDEX `users_b_a_idx` ON `users` (`b`, `a` DESC);
CREATE INDEX `byB` ON `users` (`b`);
