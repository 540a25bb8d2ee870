import django; django.setup()
import sys,time,statistics
from benchmarks.volume import EMAIL, SLUG
from django.contrib.auth import get_user_model
from everproof.kernel.people.actors import actor_of, membership_of
from everproof.kernel.tenancy import organization_scope
from everproof.improvement.actions import report_nonconformity
from everproof.kernel import ledger, search, records
from everproof.kernel.records import store
from django.db import connection
m=membership_of(get_user_model().objects.get(email=EMAIL), SLUG)
with organization_scope(m.organization_id): actor=actor_of(m)
from benchmarks.inside import timed
def run(n):
    for _ in range(n):
        with organization_scope(actor.organization_id):
            report_nonconformity(title="Seat ring scratched", by=actor, description="12 of 40 rings.")
run(50)
spent={"whole":[],"ledger":[],"search":[],"commit":[]}
cpu=time.process_time()
with timed(ledger,"write",spent["ledger"]),timed(search,"write",spent["search"]),timed(connection,"_commit",spent["commit"]):
    for _ in range(300):
        s=time.perf_counter(); run(1); spent["whole"].append((time.perf_counter()-s)*1000)
print({k:round(statistics.median(v),3) for k,v in spent.items()}, 'cpu/req ms',(time.process_time()-cpu)/300*1000)
if len(sys.argv)>1:
    import cProfile,pstats
    pr=cProfile.Profile(); pr.enable(); run(300); pr.disable()
    st=pstats.Stats(pr); st.sort_stats('cumulative').print_stats(60)
