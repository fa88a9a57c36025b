CREATE TABLE `A` (`id` integer NOT NULL, `code` text NOT NULL, `parent` text NULL, `bId` integer NULL, PRIMARY KEY (`id`), CONSTRAINT `A_parent_fkey` FOREIGN KEY (`parent`) REFERENCES `A` (`code`) ON UPDATE CASCADE ON DELETE NO ACTION, CONSTRAINT `A_bId_fkey` FOREIGN KEY (`bId`) REFERENCES `B` (`id`) ON UPDATE CASCADE ON DELETE SET NULL);
CREATE UNIQUE INDEX `A_code_key` ON `A` (`code`);
CREATE INDEX `A_parent_idx` ON `A` (`parent`);
CREATE INDEX `A_bId_idx` ON `A` (`bId`);
CREATE TABLE `B` (`id` integer NOT NULL, `aCode` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `B_aCode_fkey` FOREIGN KEY (`aCode`) REFERENCES `A` (`code`) ON UPDATE CASCADE ON DELETE SET DEFAULT);
CREATE INDEX `B_aCode_idx` ON `B` (`aCode`);
