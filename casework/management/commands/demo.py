"""`manage.py demo`: a synthetic street, deterministic, re-runnable."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from casework.demo.accounts import announcement, staff
from casework.demo.city import City
from casework.demo.days import work_through
from casework.models import Case
from casework.models import Elder as ElderOnFile
from permissions.cipher import LOCAL, keyring
from permissions.fields import lookup
from permissions.regions import load_regions


class Command(BaseCommand):
    help = "建立演示数据：一个街道的人员和虚构的老年人"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--elders", type=int, default=60)
        parser.add_argument("--years", type=int, default=1, help="探访历史的年数")
        parser.add_argument("--seed", type=int, default=35)
        parser.add_argument("--if-empty", action="store_true", help="已有个案时什么也不做")

    def handle(self, *args: Any, **options: Any) -> None:
        if keyring().keys[0][0] != LOCAL:
            raise CommandError("这里设置了正式的字段密钥，不能装入演示数据")
        if options["if_empty"] and Case.objects.exists():
            self.stdout.write("已有个案，未增加演示数据")
            return
        load_regions()
        people = staff()
        city = City(people, options["seed"])
        bar = tqdm(total=options["elders"], desc="老年人", unit="位", ascii=True)
        made: list[Case] = []
        while len(made) < options["elders"]:
            elder = city.draw()
            # a second run with the same seed draws the same people: those on file are passed over
            if not ElderOnFile.objects.filter(**lookup("id_number", elder.person.id_number)).exists():
                made.append(city.bring(elder))
                bar.update()
        bar.close()
        work_through(city, made, years=options["years"], progress=lambda what, total: tqdm(total=total, desc=what, unit="件", ascii=True))
        self.stdout.write(announcement("http://127.0.0.1:8000/"))
