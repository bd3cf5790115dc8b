using System.Text;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Rebuilds;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Projections;

namespace Signalbox.Tests.Storage.Rebuilds;

/// <summary>A rebuild ends in the rows that the journal tells, without losing what it does not tell, and changes nothing before its end.</summary>
public sealed class RebuildTests : RebuildFixture
{
    private static readonly string[] Damages =
    [
        "UPDATE {table} SET livemode = NOT livemode, as_of = as_of + interval '1 year'",
        "UPDATE {table} SET deleted_at = now(), raw = '{}'",
        "DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})",
        "UPDATE {table} SET rank = rank + 1, as_of = to_timestamp(0)",
    ];

    [Fact]
    public async Task NothingDamaged_TheSameRows_AndTheComparisonSaysSo()
    {
        await BeginAsync(1);
        var before = await DigestsAsync();
        Assert.All(before.Where(static t => t.Key is not ("organizations" or "supabase_rows")), static t => Assert.DoesNotContain("0 ", t.Value[..2], StringComparison.Ordinal));

        var state = await RunAsync();

        Assert.Equal((RebuildState.Done, null), (state.State, state.Fault));
        Assert.Equal(before, await DigestsAsync());
        Assert.Equal(ShadowTable.Names, state.Tables!.Select(static t => t.Table));
        Assert.All(state.Tables!, static t => Assert.Equal((0, 0, 0), (t.Added, t.Removed, t.Changed)));
        Assert.Equal((1d, true), (state.Progress, state.BytesNeeded > 0));
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task EveryTableDamaged_EveryRowIsRepaired_AndCounted()
    {
        await BeginAsync(2);
        var before = await DigestsAsync();
        for (var i = 0; i < Tables.Count; i++)
        {
            await Database.ExecuteAsync(Damages[i % Damages.Length].Replace("{table}", Tables[i], StringComparison.Ordinal));
        }

        var damaged = await DigestsAsync();
        var state = await RunAsync();

        Assert.Equal((RebuildState.Done, null), (state.State, state.Fault));
        Assert.Equal(before, await DigestsAsync());
        Assert.All(state.Tables!, t => Assert.Equal(before[t.Table] != damaged[t.Table], t.Added + t.Changed > 0));
        Assert.Equal(1L, await Database.ScalarAsync("SELECT count(*) FROM replays"));
    }

    [Fact]
    public async Task DryRun_TellsAndChangesNothing()
    {
        await BeginAsync(3);
        await Database.ExecuteAsync("UPDATE invoices SET status = 'damaged'; DELETE FROM users WHERE id = 'user_1'");
        var damaged = await DigestsAsync();
        var tables = await Database.ListAsync("SELECT oid::text FROM pg_class WHERE relname = ANY ('{customers,users,messages}') AND relnamespace = 'signalbox'::regnamespace ORDER BY 1");

        var state = await RunAsync(dryRun: true);

        Assert.Equal((RebuildState.Done, null), (state.State, state.SwappedAt));
        Assert.Equal(await Database.ScalarAsync("SELECT count(*) FROM invoices"), state.Tables!.Single(static t => t.Table == "invoices").Changed);
        Assert.Equal(1, state.Tables!.Single(static t => t.Table == "users").Added);
        Assert.Equal(damaged, await DigestsAsync());
        Assert.Equal(tables, await Database.ListAsync("SELECT oid::text FROM pg_class WHERE relname = ANY ('{customers,users,messages}') AND relnamespace = 'signalbox'::regnamespace ORDER BY 1"));
        Assert.Empty(await LeftAsync());
    }

    [Theory]
    [InlineData("prepare")]
    [InlineData("fill")]
    [InlineData("carry")]
    [InlineData("compare")]
    [InlineData("swap")]
    [InlineData("commit")]
    public async Task Crash_AtAStep_LeavesTheLiveTables_AndTheNextProcessGoesOn(string step)
    {
        await BeginAsync(4);
        var before = await DigestsAsync();
        await Database.ExecuteAsync("UPDATE customers SET email = 'damaged'; UPDATE messages SET opens = 99");
        var damaged = await DigestsAsync();
        var crashed = false;
        Rebuild.Entering = at =>
        {
            if (at == step && !crashed)
            {
                crashed = true;
                throw new InvalidOperationException("The process ends here.");
            }
        };

        var state = await RunAsync();
        Assert.Equal((RebuildState.Running, true), (state.State, crashed));
        Assert.Equal(damaged, await DigestsAsync());
        await Database.ExecuteAsync("UPDATE rebuilds SET leased_until = now()");
        var (_, next) = Process();
        using (next)
        {
            await next.LookAsync(default);
        }

        Assert.Equal(RebuildState.Done, (await Store.FindAsync(state.Id, default))!.State);
        Assert.Equal(before, await DigestsAsync());
        Assert.Empty(await LeftAsync());
    }

    [Theory]
    [InlineData("fill")]
    [InlineData("carry")]
    [InlineData("swap")]
    public async Task Cancelled_AtAStep_ChangesNothing_AndLeavesNothing(string step)
    {
        await BeginAsync(5);
        await Database.ExecuteAsync("UPDATE customers SET email = 'damaged'");
        var damaged = await DigestsAsync();
        Rebuild.Entering = at =>
        {
            if (at == step)
            {
                Database.ExecuteAsync("UPDATE rebuilds SET state = 'cancelled', finished_at = now() WHERE state = 'running'").GetAwaiter().GetResult();
            }
        };

        var state = await RunAsync();
        await Runner.LookAsync(default);

        Assert.Equal(RebuildState.Cancelled, state.State);
        Assert.Equal(damaged, await DigestsAsync());
        Assert.Empty(await LeftAsync());
        Rebuild.Entering = null;
        Assert.Equal(RebuildState.Done, (await RunAsync()).State);
    }

    [Fact]
    public async Task AnotherProcessHasTakenIt_TheFirstWritesNothingMore()
    {
        await BeginAsync(6);
        await Database.ExecuteAsync("UPDATE customers SET email = 'damaged'");
        var (_, other) = Process();
        using (other)
        {
            Rebuild.Entering = at =>
            {
                if (at == "swap")
                {
                    Rebuild.Entering = null;
                    Database.ExecuteAsync("UPDATE rebuilds SET leased_until = now()").GetAwaiter().GetResult();
                    other.LookAsync(default).GetAwaiter().GetResult();
                }
            };

            var state = await RunAsync();

            Assert.Equal(RebuildState.Done, state.State);
            Assert.Equal(0L, await Database.ScalarAsync("SELECT count(*) FROM customers WHERE email = 'damaged'"));
            Assert.Equal(2L, await Database.ScalarAsync("SELECT attempts::bigint FROM rebuilds"));
        }
    }

    [Fact]
    public async Task OneAtATime()
    {
        Assert.NotNull(await Store.StartAsync(dryRun: false, default));
        Assert.Null(await Store.StartAsync(dryRun: true, default));
    }

    [Fact]
    public async Task WhatTheProviderAnswered_StaysConfirmed_UnlessALaterEventSaysOtherwise()
    {
        Append([Customer("evt_1", "cus_1", 10, "event"), Customer("evt_2", "cus_2", 10, "event"), Customer("evt_3", "cus_3", 10, "same")]);
        await ApplyAsync();
        await KeepAsync("cus_1", 20, "answer");
        await KeepAsync("cus_2", 20, "answer");
        await KeepAsync("cus_3", 20, "same");
        await KeepAsync("cus_4", 20, "only");
        Append([Customer("evt_4", "cus_2", 30, "later"), Customer("evt_5", "cus_3", 30, "same")]);
        await ApplyAsync();
        const string Rows = "SELECT id || ' ' || email || ' ' || provisional FROM customers ORDER BY id";
        var before = await Database.ListAsync(Rows);
        Assert.Equal(["cus_1 answer false", "cus_2 later true", "cus_3 same false", "cus_4 only false"], before);
        var revisions = await Database.ListAsync("SELECT id || ' ' || revision FROM customers WHERE NOT provisional ORDER BY id");
        await Database.ExecuteAsync("UPDATE customers SET person_id = NULL");

        var state = await RunAsync();

        Assert.Equal((RebuildState.Done, null), (state.State, state.Fault));
        Assert.Equal(before, await Database.ListAsync(Rows));
        Assert.Equal(revisions, await Database.ListAsync("SELECT id || ' ' || revision FROM customers WHERE NOT provisional ORDER BY id"));
        Assert.Equal(["person", "person", "person", "person"], await Database.ListAsync("SELECT person_id FROM customers ORDER BY id"));
        Assert.Equal("1", await Database.ScalarAsync("SELECT column_default FROM information_schema.columns WHERE table_schema = 'signalbox' AND table_name = 'customers' AND column_name = 'revision'"));
    }

    [Fact]
    public async Task WhatOnlyDroppedEventsTold_IsTakenOver()
    {
        await BeginAsync(7);
        var before = await DigestsAsync();

        // Retention drops whole weeks; what it leaves are the later events.
        await Database.ExecuteAsync("DELETE FROM journal WHERE \"position\" < (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY \"position\") FROM journal)");
        var state = await RunAsync();

        Assert.Equal((RebuildState.Done, null), (state.State, state.Fault));
        Assert.Equal(before, await DigestsAsync());
        Assert.True(state.Carried > 0);
    }

    [Fact]
    public async Task WithoutAnyEvent_EverythingIsTakenOver()
    {
        await BeginAsync(8);
        var before = await DigestsAsync();
        await Database.ExecuteAsync("DELETE FROM journal");

        var state = await RunAsync();

        Assert.Equal((RebuildState.Done, null), (state.State, state.Fault));
        Assert.Equal(before, await DigestsAsync());
    }

    [Theory]
    [InlineData("CREATE MATERIALIZED VIEW mine AS SELECT id FROM customers", "materialized view")]
    [InlineData("ALTER TABLE customers ENABLE ROW LEVEL SECURITY", "customers has row-level security")]
    [InlineData("ALTER TABLE customers FORCE ROW LEVEL SECURITY", "customers has row-level security")]
    [InlineData("ALTER TABLE customers ADD COLUMN mine text", "customers has the column mine")]
    [InlineData("ALTER TABLE customers REPLICA IDENTITY FULL", "customers has a replica identity")]
    [InlineData("CREATE RULE mine AS ON DELETE TO customers DO INSTEAD NOTHING", "customers has the rule mine")]
    [InlineData("CREATE PUBLICATION mine FOR ALL TABLES", "customers is in the publication mine")]
    [InlineData("CREATE PUBLICATION mine FOR TABLES IN SCHEMA signalbox", "customers is in the publication mine")]
    public async Task WhatWouldBeLostWithATable_KeepsItFromBeginning_AndFromSwapping(string sql, string named)
    {
        Append([Customer("evt_1", "cus_1", 10, "first")]);
        await ApplyAsync();
        Rebuild.Entering = at =>
        {
            if (at == "swap")
            {
                Database.ExecuteAsync(sql).GetAwaiter().GetResult();
            }
        };

        var late = await RunAsync();
        var early = await RunAsync();

        Assert.All([late, early], state =>
        {
            Assert.Equal((RebuildState.Failed, null), (state.State, state.SwappedAt));
            Assert.Contains(named, state.Fault, StringComparison.Ordinal);
            Assert.Contains("customers", state.Fault, StringComparison.Ordinal);
        });
        Assert.Equal(("swap", "prepare"), (late.Step, early.Step));
        await Runner.LookAsync(default);
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task WhatNoEventTold_IsRemoved_UnlessItsEventWasDroppedOrItsAccountIsGone()
    {
        await BeginAsync(10);
        var before = await DigestsAsync();
        foreach (var table in Tables.Except(["organizations", "supabase_rows"]))
        {
            var columns = string.Join(", ", await Database.ListAsync(
                $"SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'"));
            await Database.ExecuteAsync($"INSERT INTO {table} (id, {columns}) SELECT 'invented', {columns} FROM {table} WHERE version > 0 ORDER BY id LIMIT 1");
        }

        var state = await RunAsync();

        Assert.Equal((RebuildState.Done, null), (state.State, state.Fault));
        Assert.Equal(before, await DigestsAsync());
        Assert.All(state.Tables!.Where(static t => t.Table is not ("organizations" or "supabase_rows")), static t => Assert.Equal((t.Table, 1L), (t.Table, t.Removed)));
    }

    [Fact]
    public async Task RowsOfDroppedEventsAndOfAccountsThatAreGone_Stay_ThatOfADiscardedFirstEventDoesNot()
    {
        Append([User("msg_1", "user_1"), User("msg_2", "user_2"), User("msg_3", "user_3"), Membership("msg_4", "user_3")]);
        await ApplyAsync();
        Append([Membership("msg_5", "user_1")]);
        await ApplyAsync();
        await Database.ExecuteAsync("""
            DELETE FROM journal WHERE event_id = 'msg_1';
            INSERT INTO dead_letters (account, stream, version, "position", event_id, type, status, attempts, error, resolved_at)
            SELECT account, stream, version, "position", event_id, type, 'discarded', 1, 'x', now() FROM journal WHERE event_id IN ('msg_2', 'msg_3');
            INSERT INTO users (account, id, livemode, updated_at, as_of, rank, stream, version, raw) SELECT 'gone', id, livemode, updated_at, as_of, rank, 'gone/user/' || id, 1, raw FROM users;
            """);
        Append([new JournalEntry("gone/user/user_1", 0, 0, "msg_6", "user.created", 10, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes("{}"))]);
        await ApplyAsync();

        var state = await RunAsync();

        Assert.Equal((RebuildState.Done, null), (state.State, state.Fault));
        Assert.Equal(["clerk user_1", "gone user_1", "gone user_2", "gone user_3"], await Database.ListAsync("SELECT account || ' ' || id FROM users ORDER BY 1"));
        Assert.Equal(2, state.Tables!.Single(static t => t.Table == "users").Removed);
    }

    [Fact]
    public async Task TablesAreAsTheyWere_WithIndexesConstraintsOptionsGrantsAndViews()
    {
        await Database.ExecuteAsync("CREATE VIEW mine WITH (security_barrier = true) AS SELECT c.id, p.status FROM customers c JOIN payments p ON p.customer_id = c.id; GRANT SELECT ON customers TO PUBLIC");
        const string Shape = """
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'signalbox'
            UNION ALL SELECT c.relname || coalesce(c.reloptions::text, '') || coalesce(c.relacl::text, '') FROM pg_class c WHERE c.relnamespace = 'signalbox'::regnamespace AND c.relkind IN ('r', 'v')
            UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'signalbox'::regnamespace AND contype <> 'n'
            UNION ALL SELECT table_name || column_name || coalesce(column_default, '') || is_nullable || coalesce(collation_name, '') FROM information_schema.columns WHERE table_schema = 'signalbox'
            UNION ALL SELECT viewname || definition FROM pg_views WHERE schemaname = 'signalbox'
            ORDER BY 1
            """;
        var before = (await Database.ListAsync(Shape)).Select(static s => s.Replace(" NOT VALID", "", StringComparison.Ordinal));

        Assert.Equal(RebuildState.Done, (await RunAsync()).State);

        Assert.Equal(before, await Database.ListAsync(Shape));
    }

    [Fact]
    public async Task DeadLetters_AreLeftOut_UnlessTheyWereApplied()
    {
        Append([Customer("evt_1", "cus_1", 10, "first"), Customer("evt_2", "cus_1", 20, "never"), Customer("evt_3", "cus_2", 20, "late")]);
        await ApplyAsync();
        await Database.ExecuteAsync("""
            UPDATE customers SET email = 'damaged';
            DELETE FROM customers WHERE id = 'cus_2';
            INSERT INTO dead_letters (account, stream, version, "position", event_id, type, status, attempts, error)
            SELECT account, stream, version, "position", event_id, type, CASE event_id WHEN 'evt_2' THEN 'discarded' ELSE 'open' END, 1, 'x' FROM journal WHERE event_id <> 'evt_1'
            """);
        Rebuild.Entering = at =>
        {
            if (at == "swap")
            {
                Database.ExecuteAsync("UPDATE dead_letters SET status = 'replayed', resolved_at = now() WHERE event_id = 'evt_3'").GetAwaiter().GetResult();
            }
        };

        Assert.Equal(RebuildState.Done, (await RunAsync()).State);

        Assert.Equal(["first", "late"], await Database.ListAsync("SELECT email FROM customers ORDER BY id"));
    }

    private static JournalEntry Customer(string id, string customer, long second, string email) => new(
        $"stripe/customer/{customer}", 0, 0, id, "customer.updated", second, DateTimeOffset.UnixEpoch,
        Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","type":"customer.updated","created":{{second}},"data":{"object":{{Json(customer, email)}} } }"""));

    private static JournalEntry User(string id, string user) => Clerk(id, user, "user.created", $$"""{"data":{"id":"{{user}}","updated_at":1} }""");

    private static JournalEntry Membership(string id, string user) =>
        Clerk(id, user, "organizationMembership.created", $$$"""{"data":{"id":"orgmem_{{{user}}}","updated_at":1,"public_user_data":{"user_id":"{{{user}}}"} } }""");

    private static JournalEntry Clerk(string id, string user, string type, string json) =>
        new($"clerk/user/{user}", 0, 0, id, type, 10, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(json));

    private static string Json(string customer, string email) => $$$"""{"id":"{{{customer}}}","object":"customer","email":"{{{email}}}","metadata":{"userId":"person"}}""";

    private async Task KeepAsync(string customer, long asOf, string email)
    {
        var key = new ObjectKey(ProjectionTable.Customers, customer);
        var noted = await Objects.RevisionsAsync("stripe", [key], default);
        var observed = StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(Json(customer, email)), asOf)!;
        Assert.NotEmpty(await Objects.KeepAsync([new ObservedRow(observed, noted.TryGetValue(key, out var revision) ? revision.Number : 0)], default));
    }

    private async Task BeginAsync(int seed)
    {
        Append(StripeHistory(new Random(seed), 300).Concat(FactHistory.Of(new Random(seed), 400)));
        await ApplyAsync();
    }
}
