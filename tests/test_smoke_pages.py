import pytest

from tests import make


@pytest.mark.django_db
def test_pages(world, as_user, settings):
    c=make.campaign(world.area, world.van)
    r=make.registrant(c, world.member.person, world.cell)
    x=make.commitment(r, world.lan, "submitted")
    for who in (world.van, world.hung, world.lan, world.member, world.minh, world.chief):
        cl=as_user(who)
        for u in ["/work/","/campaigns/",f"/campaigns/{c.slug}/",f"/campaigns/{c.slug}/topics/","/roll/",f"/roll/{r.key}/","/commitments/",f"/commitments/{x.key}/","/ledger/","/review/","/figures/","/units/",f"/units/{world.cell.pk}/","/cases/","/imports/","/imports/new/","/search/?q=lan","/blockers/",f"/roll/{r.key}/register/",f"/campaigns/{c.slug}/grid/?unit={world.cell.pk}","/campaigns/new/","/commitments/?export=xlsx"]:
            a=cl.get(u)
            print(who.username,u,a.status_code)
            assert a.status_code in (200,403,404)
