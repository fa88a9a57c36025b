CREATE TABLE `Téééééééééééééééééééé` (`id` integer NOT NULL, `féééééééééééééééééééé` integer NOT NULL, PRIMARY KEY (`id`));
CREATE UNIQUE INDEX `Téééééééééééééééééééé_féééééééé_key` ON `Téééééééééééééééééééé` (`féééééééééééééééééééé`);
