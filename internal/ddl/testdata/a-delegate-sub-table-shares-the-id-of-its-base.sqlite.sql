CREATE TABLE `User` (`id` integer NOT NULL, PRIMARY KEY (`id`));
CREATE TABLE `Asset` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `kind` text NOT NULL, `ownerId` integer NOT NULL, CONSTRAINT `Asset_ownerId_fkey` FOREIGN KEY (`ownerId`) REFERENCES `User` (`id`) ON UPDATE CASCADE ON DELETE CASCADE);
CREATE UNIQUE INDEX `Asset_kind_key` ON `Asset` (`kind`);
CREATE INDEX `Asset_ownerId_idx` ON `Asset` (`ownerId`);
CREATE TABLE `Video` (`id` integer NOT NULL, `length` integer NOT NULL, `coverId` integer NULL, PRIMARY KEY (`id`), CONSTRAINT `Video_id_fkey` FOREIGN KEY (`id`) REFERENCES `Asset` (`id`) ON UPDATE CASCADE ON DELETE CASCADE, CONSTRAINT `Video_coverId_fkey` FOREIGN KEY (`coverId`) REFERENCES `Video` (`id`) ON UPDATE CASCADE ON DELETE SET NULL);
CREATE INDEX `Video_coverId_idx` ON `Video` (`coverId`);
