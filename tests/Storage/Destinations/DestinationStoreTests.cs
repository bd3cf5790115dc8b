using System.Text;
using Signalbox.Destinations;
using Signalbox.Hosting;
using Signalbox.Secrets;
using Signalbox.Tests.Storage.Secrets;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Destinations;

/// <summary>Destinations as rows, changed by one process and seen by another.</summary>
public sealed class DestinationStoreTests : IAsyncLifetime
{
    private const string First = "whsec_ZmFrZSBzZWNyZXQgZm9yIHRoZSB0ZXN0cywgb25l";
    private const string Second = "whsec_ZmFrZSBzZWNyZXQgZm9yIHRoZSB0ZXN0cywgdHdv";

    private static readonly KeyValuePair<string, string>[] Headers = [new("X-Api-Key", "fake-credential"), new("X-Team", "blue")];

    private TestDatabase _database = null!;
    private KeyProcess _here = null!;
    private KeyProcess _there = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        var keys = new MasterKeySettings(MasterKey.Generate(), Previous: null, File: null);
        (_here, _there) = (new KeyProcess(_database, keys), new KeyProcess(_database, keys));
        await _here.Configuration.LoadAllAsync(default);
        await _there.Configuration.LoadAllAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        _here.Dispose();
        _there.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Create_IsKnownHereAtOnce_AndThereAtTheNextLook_AsItWasAsked()
    {
        var form = new DestinationForm
        {
            Url = "https://hooks.example.com/in?x=1", Tenant = "acme", Description = "Warehouse", Types = ["invoice.*"], Sources = ["stripe"],
            Fields = """{"/data/status": ["paid"]}""", Ordered = DestinationForm.ByDestination, DeadLetters = DestinationForm.Hold, Payload = DestinationForm.Thin,
            Rate = 5, Concurrency = 3, RetryWaits = [TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)], Timeout = TimeSpan.FromSeconds(7), DisableAfter = null,
        };
        var made = await _here.Destinations.CreateAsync(form, Headers, First, default);

        Assert.Equal(DestinationOutcome.Done, made.Outcome);
        var view = made.Destination!;
        Assert.Equal(26, view.Id.Length);
        Assert.Equal(("acme", "active", "destination", "hold", "thin", 5, 3), (view.Tenant, view.State, view.Ordered, view.DeadLetters, view.Payload, view.Rate, view.Concurrency));
        Assert.Equal(["X-Api-Key", "X-Team"], view.Headers);
        Assert.Equal(form.Fields, Encoding.UTF8.GetString(view.Fields.Utf8.Span));
        Assert.True(Assert.Single(view.Secrets).Usable);
        Assert.True(_here.DestinationDirectory.TryFind(view.Id, out _));
        Assert.False(_there.DestinationDirectory.TryFind(view.Id, out _));

        await _there.Configuration.LookAsync(default);
        var known = Known(_there, view.Id);
        Assert.Equal((view.Number, DeliveryOrder.Destination, true, true, 5, 3), (known.Number, known.Order, known.HoldsOnDeadLetter, known.IsThin, known.Rate, known.Concurrency));
        Assert.Equal((TimeSpan.FromSeconds(7), null), (known.Timeout, known.DisableAfter));
        Assert.Equal(form.RetryWaits, known.Retry.Waits);
        Assert.Equal(Headers, known.Headers);
        Assert.Equal([new SigningSecret(First, null)], known.Secrets);
        Assert.Equal([view.Number], _there.DestinationDirectory.For("acme").Select(static d => d.Number));
        Assert.Empty(_there.DestinationDirectory.For(null));
    }

    [Fact]
    public async Task Secrets_AreNowhereInClear_AndResealedByARotation()
    {
        var made = await MadeAsync(Headers);
        Assert.Equal(0L, await _database.ScalarAsync(
            "SELECT count(*) FROM destinations d JOIN destination_secrets s ON s.destination = d.id WHERE position('whsec'::bytea IN s.sealed) > 0 OR position('fake-credential'::bytea IN d.headers) > 0"));

        var before = await _database.ListAsync("SELECT encode(substr(sealed, 1, 17), 'hex') FROM destination_secrets UNION ALL SELECT encode(substr(headers, 1, 17), 'hex') FROM destinations");
        await _here.Ring.RotateAsync(default);
        Assert.Equal(2, await _here.Resealing.LookAsync(default));
        var after = await _database.ListAsync("SELECT encode(substr(sealed, 1, 17), 'hex') FROM destination_secrets UNION ALL SELECT encode(substr(headers, 1, 17), 'hex') FROM destinations");
        Assert.DoesNotContain(after, before.Contains);

        await _there.Configuration.LoadAllAsync(default);
        Assert.Equal((First, "fake-credential"), (Known(_there, made.Id).Secrets[0].Value, Known(_there, made.Id).Headers[0].Value));
    }

    [Fact]
    public async Task List_IsPagedInTheOrderOfMaking_AndByTenant()
    {
        var made = new List<int>();
        foreach (var tenant in new[] { "acme", null, "*", "acme" })
        {
            made.Add((await _here.Destinations.CreateAsync(New with { Tenant = tenant }, [], First, default)).Destination!.Number);
        }

        Assert.Equal(made, await NumbersAsync(null, 0, 10));
        Assert.Equal(made[1..3], await NumbersAsync(null, made[0], 2));
        Assert.Equal([made[0], made[3]], await NumbersAsync("acme", 0, 10));
        Assert.Equal([made[1]], await NumbersAsync("-", 0, 10));
        Assert.Equal([made[2]], await NumbersAsync("*", 0, 10));

        async Task<IEnumerable<int>> NumbersAsync(string? tenant, int after, int count) =>
            (await _there.Destinations.ListAsync(tenant, after, count, default)).Select(static d => d.Number);
    }

    [Fact]
    public async Task Change_KeepsWhatIsNotNamed_AndDisablingIsSeenByAll()
    {
        var made = await MadeAsync(Headers);

        var changed = (await _here.Destinations.ChangeAsync(made.Id, static form => form with { Description = "x", Rate = 9 }, headers: null, isEnabled: false, default)).Destination!;
        Assert.Equal(("x", 9, "disabled", null, made.Url), (changed.Description, changed.Rate, changed.State, changed.DisabledFor, changed.Url));
        Assert.NotNull(changed.DisabledAt);
        Assert.Equal(made.Headers, changed.Headers);
        Assert.Empty(_here.DestinationDirectory.For(null));
        Assert.False(Known(_here, made.Id).IsEnabled);

        await _database.ExecuteAsync($"INSERT INTO destination_health (destination, failing_since, failures, told) VALUES ({made.Number}, now(), 7, true)");
        changed = (await _here.Destinations.ChangeAsync(made.Id, static form => form, [], isEnabled: true, default)).Destination!;
        Assert.Equal(("active", null, 0), (changed.State, changed.DisabledAt, changed.Headers.Count));
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM destination_health WHERE failing_since IS NULL AND failures = 0 AND NOT told"));
        Assert.Empty(Known(_here, made.Id).Headers);
    }

    [Fact]
    public async Task Rotation_BothSign_UntilTheOldOnesTimeIsOver_AndCanBeTakenBack()
    {
        var id = (await MadeAsync([])).Id;
        var end = _here.Time.GetUtcNow() + TimeSpan.FromHours(24);
        var rotated = await _here.Destinations.AddSecretAsync(id, Second, TimeSpan.FromHours(24), default);

        Assert.Equal([end.UtcDateTime, null], rotated.Destination!.Secrets.Select(static s => s.ExpiresAt));
        Assert.Equal([new SigningSecret(First, end), new SigningSecret(Second, null)], Known(_here, id).Secrets);
        Assert.Equal(DestinationOutcome.SecretKnown, (await _here.Destinations.AddSecretAsync(id, Second, null, default)).Outcome);

        var back = await _here.Destinations.AddSecretAsync(id, First, TimeSpan.Zero, default);
        Assert.Equal([true, false], back.Destination!.Secrets.Select(static s => s.ExpiresAt is null));
        Assert.Equal(DestinationOutcome.LastSecret, (await _here.Destinations.RetireSecretAsync(id, back.Destination.Secrets[0].Fingerprint, default)).Outcome);
        Assert.Equal(DestinationOutcome.UnknownSecret, (await _here.Destinations.RetireSecretAsync(id, "00000000", default)).Outcome);
        Assert.Single((await _here.Destinations.RetireSecretAsync(id, back.Destination.Secrets[1].Fingerprint, default)).Destination!.Secrets);
    }

    [Fact]
    public async Task AddSecret_OneTooMany_IsRefused()
    {
        var id = (await MadeAsync([])).Id;
        for (var i = 1; i < DestinationRequest.MostSecrets; i++)
        {
            Assert.Equal(DestinationOutcome.Done, (await _here.Destinations.AddSecretAsync(id, DestinationSecret.New(), null, default)).Outcome);
        }

        Assert.Equal(DestinationOutcome.TooMany, (await _here.Destinations.AddSecretAsync(id, DestinationSecret.New(), null, default)).Outcome);
    }

    [Fact]
    public async Task WhatDoesNotOpen_IsShown_AndSignsNothing()
    {
        var made = await MadeAsync(Headers);
        await _database.ExecuteAsync("UPDATE destinations SET headers = set_byte(headers, length(headers) - 1, get_byte(headers, length(headers) - 1) # 1)");
        await _here.Configuration.LoadAllAsync(default);
        Assert.Equal((0, 0), (Known(_here, made.Id).Secrets.Count, Known(_here, made.Id).Headers.Count));

        await _here.Destinations.ChangeAsync(made.Id, static form => form, Headers, isEnabled: null, default);
        await _database.ExecuteAsync("UPDATE destination_secrets SET sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)");
        await _here.Configuration.LoadAllAsync(default);
        Assert.Empty(Known(_here, made.Id).Secrets);
        Assert.False(Assert.Single((await _here.Destinations.FindAsync(made.Id, default))!.Secrets).Usable);
        Assert.True(Assert.Single((await _here.Destinations.AddSecretAsync(made.Id, First, null, default)).Destination!.Secrets).Usable);
    }

    [Fact]
    public async Task Delete_TakesSecretsAndWaitingDeliveriesAway_AndNobodyElses()
    {
        var (made, other) = (await MadeAsync(Headers), await MadeAsync([]));
        await _database.ExecuteAsync($"INSERT INTO deliveries (destination, seq, \"position\") SELECT d, n, n FROM generate_series(1, 12000) n, (VALUES ({made.Number}), ({other.Number})) AS v (d)");

        var deleted = await _here.Destinations.DeleteAsync(made.Id, default);

        Assert.Equal((DestinationOutcome.Done, made.Id), (deleted.Outcome, deleted.Destination!.Id));
        Assert.Equal([$"{other.Number} 12000"], await _database.ListAsync("SELECT destination || ' ' || count(*) FROM deliveries GROUP BY destination"));
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM destination_secrets"));
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM destinations WHERE deleted_at IS NOT NULL AND headers IS NULL"));
        Assert.False(_here.DestinationDirectory.TryFind(made.Number, out _));
        Assert.Null(await _here.Destinations.FindAsync(made.Id, default));
    }

    [Fact]
    public async Task Unknown_IsToldForEveryChange()
    {
        Assert.Equal(DestinationOutcome.Unknown, (await _here.Destinations.ChangeAsync("dst_x", static form => form, null, true, default)).Outcome);
        Assert.Equal(DestinationOutcome.Unknown, (await _here.Destinations.DeleteAsync("dst_x", default)).Outcome);
        Assert.Equal(DestinationOutcome.Unknown, (await _here.Destinations.AddSecretAsync("dst_x", Second, null, default)).Outcome);
        Assert.Equal(DestinationOutcome.Unknown, (await _here.Destinations.RetireSecretAsync("dst_x", "00000000", default)).Outcome);
    }

    private static DestinationForm New => new() { Url = "https://hooks.example.com/" };

    private static Destination Known(KeyProcess process, string id) => process.DestinationDirectory.TryFind(id, out var destination) ? destination : throw new KeyNotFoundException(id);

    private async Task<DestinationView> MadeAsync(IReadOnlyList<KeyValuePair<string, string>> headers) =>
        (await _here.Destinations.CreateAsync(New, headers, First, default)).Destination!;
}
