CREATE TABLE `User` (`id` integer NOT NULL, `role` text NOT NULL DEFAULT 'user', `was` text NULL, PRIMARY KEY (`id`));
