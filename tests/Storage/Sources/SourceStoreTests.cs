using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Tests.Storage.Secrets;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Sources;

/// <summary>Sources as rows, changed by one process and seen by another.</summary>
public sealed class SourceStoreTests : IAsyncLifetime
{
    private const string First = "whsec_fake_first";
    private const string Second = "whsec_fake_second";

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
    public async Task Create_IsKnownHereAtOnce_AndThereAtTheNextLook()
    {
        var made = await _here.Sources.CreateAsync(New("eu", apiKey: "sk_test_not_a_real_key"), default);

        Assert.Equal((SourceOutcome.Done, "active", true), (made.Outcome, made.Source!.State, made.Source.HasApiKey));
        Assert.Equal([First], Account(_here, "eu").Secrets);
        Assert.False(_there.Directory.TryFind("eu", out _));
        await _there.Configuration.LookAsync(default);
        Assert.Equal([First], Account(_there, "eu").Secrets);
        Assert.Equal("sk_test_not_a_real_key", _there.Directory.Find("eu")!.ApiKey);

        Assert.Equal(["configured", "eu"], (await _there.Sources.ListAsync(default)).Select(static s => s.Name));
        Assert.Equal(SourceView.FromSettings, (await _there.Sources.FindAsync("configured", default))!.ManagedBy);
    }

    [Fact]
    public async Task Secrets_AreNowhereInClear()
    {
        await _here.Sources.CreateAsync(New("eu", apiKey: "sk_test_not_a_real_key"), default);

        var rows = await _database.ListAsync("SELECT s::text || k::text || encode(k.sealed, 'escape') || encode(s.api_key, 'escape') FROM sources s JOIN source_secrets k ON k.source = s.name");
        Assert.DoesNotContain(rows, static row => row.Contains("whsec", StringComparison.Ordinal) || row.Contains("sk_test", StringComparison.Ordinal));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM source_secrets WHERE position('whsec'::bytea IN sealed) > 0"));
    }

    [Fact]
    public async Task Names_AreUniqueOverSettingsAndApi()
    {
        Assert.Equal(SourceOutcome.NameTaken, (await _here.Sources.CreateAsync(New("configured"), default)).Outcome);
        Assert.Equal(SourceOutcome.Done, (await _here.Sources.CreateAsync(New("eu"), default)).Outcome);
        Assert.Equal(SourceOutcome.NameTaken, (await _there.Sources.CreateAsync(New("eu"), default)).Outcome);
    }

    [Fact]
    public async Task Settings_ArePresentAndRefuseEveryChange()
    {
        Assert.Equal(SourceOutcome.FromSettings, (await _here.Sources.ChangeAsync("configured", new(false, null, null, null), default)).Outcome);
        Assert.Equal(SourceOutcome.FromSettings, (await _here.Sources.DeleteAsync("configured", force: true, default)).Outcome);
        Assert.Equal(SourceOutcome.FromSettings, (await _here.Sources.AddSecretAsync("configured", Second, null, default)).Outcome);
        Assert.Equal(SourceOutcome.FromSettings, (await _here.Sources.RetireSecretAsync("configured", "00000000", default)).Outcome);
    }

    [Fact]
    public async Task Unknown_IsToldForEveryChange()
    {
        Assert.Equal(SourceOutcome.Unknown, (await _here.Sources.ChangeAsync("eu", new(false, null, null, null), default)).Outcome);
        Assert.Equal(SourceOutcome.Unknown, (await _here.Sources.DeleteAsync("eu", force: true, default)).Outcome);
        Assert.Equal(SourceOutcome.Unknown, (await _here.Sources.AddSecretAsync("eu", Second, null, default)).Outcome);
        Assert.Equal(SourceOutcome.Unknown, (await _here.Sources.RetireSecretAsync("eu", "00000000", default)).Outcome);
        Assert.Null(await _here.Sources.FindAsync("eu", default));
    }

    [Fact]
    public async Task Rotation_OldAndNewAreAcceptedAndCounted_UntilTheOldOnesTimeIsOver()
    {
        var uses = new SecretUses();
        using var shares = new SourceShares(Microsoft.Extensions.Options.Options.Create(new LimitOptions()));
        var sources = new Signalbox.Ingress.Sources(_there.Directory, new ProviderCatalog(), uses, shares);
        await _here.Sources.CreateAsync(New("eu"), default);
        var changed = await _here.Sources.AddSecretAsync("eu", Second, TimeSpan.FromHours(24), default);
        var end = _here.Time.GetUtcNow() + TimeSpan.FromHours(24);
        Assert.Equal([end.UtcDateTime, null], changed.Source!.Secrets.OrderBy(static s => s.Fingerprint == FingerprintOf(Second)).Select(static s => s.ExpiresAt));
        await _there.Configuration.LookAsync(default);

        Assert.True(sources.TryFind("eu", out var source));
        var active = source.SecretsAt(end - TimeSpan.FromSeconds(1));
        for (var i = 0; i < active.Values.Length; i++)
        {
            active.Matched(i, end - TimeSpan.FromSeconds(1));
        }

        Assert.Equal([FingerprintOf(Second)], Fingerprints(source, end));
        using var writer = new SecretUseWriter(uses, _database.DataSource, _there.Gate, _there.Time, NullLogger<SecretUseWriter>.Instance);
        await writer.WriteOrKeepAsync(default);
        source.SecretsAt(end).Matched(0, end);
        await writer.WriteOrKeepAsync(default);

        var seen = (await _here.Sources.FindAsync("eu", default))!.Secrets.ToDictionary(static s => s.Fingerprint);
        Assert.Equal((1, (end - TimeSpan.FromSeconds(1)).UtcDateTime), (seen[FingerprintOf(First)].Verified, seen[FingerprintOf(First)].LastMatchedAt));
        Assert.Equal((2, end.UtcDateTime), (seen[FingerprintOf(Second)].Verified, seen[FingerprintOf(Second)].LastMatchedAt));
    }

    [Fact]
    public async Task AddSecret_ThatWasReplaced_TakesTheRotationBack()
    {
        await _here.Sources.CreateAsync(New("eu"), default);
        await _here.Sources.AddSecretAsync("eu", Second, TimeSpan.FromHours(24), default);

        var back = await _here.Sources.AddSecretAsync("eu", First, TimeSpan.FromHours(1), default);

        Assert.Equal(SourceOutcome.Done, back.Outcome);
        Assert.Equal([First], Account(_here, "eu").Secrets);
        var replaced = Assert.Single(Account(_here, "eu").Expiring);
        Assert.Equal((Second, _here.Time.GetUtcNow() + TimeSpan.FromHours(1)), (replaced.Value, replaced.ExpiresAt));
        Assert.Equal(SourceOutcome.SecretKnown, (await _here.Sources.AddSecretAsync("eu", First, TimeSpan.FromHours(2), default)).Outcome);
    }

    [Fact]
    public async Task Secret_ThatDoesNotOpen_IsShown_AndRepairedByAddingItAgain()
    {
        await _here.Sources.CreateAsync(New("eu"), default);
        await _database.ExecuteAsync("UPDATE source_secrets SET sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)");
        await _here.Configuration.LoadAllAsync(default);

        Assert.Equal((0, DateTimeOffset.MaxValue), (Account(_here, "eu").Secrets.Count, Account(_here, "eu").UnopenedUntil));
        Assert.False(Assert.Single((await _here.Sources.FindAsync("eu", default))!.Secrets).Usable);

        var repaired = await _here.Sources.AddSecretAsync("eu", First, expireOthersAfter: null, default);
        Assert.True(Assert.Single(repaired.Source!.Secrets).Usable);
        Assert.Equal([First], Account(_here, "eu").Secrets);
        Assert.Equal(DateTimeOffset.MinValue, Account(_here, "eu").UnopenedUntil);
    }

    [Fact]
    public async Task AddSecret_ThatItHas_OrOneTooMany_IsRefused()
    {
        await _here.Sources.CreateAsync(New("eu"), default);
        Assert.Equal(SourceOutcome.SecretKnown, (await _here.Sources.AddSecretAsync("eu", First, TimeSpan.Zero, default)).Outcome);
        for (var i = 1; i < SourceRequest.MostSecrets; i++)
        {
            Assert.Equal(SourceOutcome.Done, (await _here.Sources.AddSecretAsync("eu", $"{Second}{i}", null, default)).Outcome);
        }

        Assert.Equal(SourceOutcome.TooMany, (await _here.Sources.AddSecretAsync("eu", Second, null, default)).Outcome);
    }

    [Fact]
    public async Task Retire_TakesOneAway_ButNeverTheLastThatLasts()
    {
        await _here.Sources.CreateAsync(New("eu"), default);
        Assert.Equal(SourceOutcome.LastSecret, (await _here.Sources.RetireSecretAsync("eu", FingerprintOf(First), default)).Outcome);
        await _here.Sources.AddSecretAsync("eu", Second, TimeSpan.FromHours(1), default);
        Assert.Equal(SourceOutcome.LastSecret, (await _here.Sources.RetireSecretAsync("eu", FingerprintOf(Second), default)).Outcome);
        Assert.Equal(SourceOutcome.UnknownSecret, (await _here.Sources.RetireSecretAsync("eu", "00000000", default)).Outcome);
        Assert.Equal(SourceOutcome.Done, (await _here.Sources.RetireSecretAsync("eu", FingerprintOf(First), default)).Outcome);
        Assert.Equal([Second], Account(_here, "eu").Secrets);
        Assert.Empty(Account(_here, "eu").Expiring);
    }

    [Fact]
    public async Task Change_KeepsWhatIsNotNamed()
    {
        await _here.Sources.CreateAsync(New("eu", apiKey: "sk_test_not_a_real_key"), default);

        var changed = (await _here.Sources.ChangeAsync("eu", new(false, "In Europe", DeadLetterPolicy.Hold, ApiKey: null), default)).Source!;
        Assert.Equal(("disabled", "In Europe", "hold", true), (changed.State, changed.Description, changed.DeadLetters, changed.HasApiKey));
        Assert.Equal(SourceState.Disabled, Account(_here, "eu").State);
        Assert.True(_here.Directory.Find("eu")!.IsDisabled);

        changed = (await _here.Sources.ChangeAsync("eu", new(true, null, null, string.Empty), default)).Source!;
        Assert.Equal(("active", "In Europe", "hold", false), (changed.State, changed.Description, changed.DeadLetters, changed.HasApiKey));
        Assert.Null(_here.Directory.Find("eu")!.ApiKey);
    }

    [Fact]
    public async Task Delete_WithUnappliedEvents_NeedsForce_AndTheNameStaysItsProviders()
    {
        await _here.Sources.CreateAsync(New("eu"), default);
        await _here.Sources.CreateAsync(New("eu-2"), default);
        await _database.ExecuteAsync("INSERT INTO stream_heads VALUES ('eu/customer/cus_1', 2); INSERT INTO stream_cursors VALUES ('eu/customer/cus_1', 1)");

        Assert.Equal(SourceOutcome.Done, (await _here.Sources.DeleteAsync("eu-2", force: false, default)).Outcome);
        Assert.Equal(SourceOutcome.Unapplied, (await _here.Sources.DeleteAsync("eu", force: false, default)).Outcome);
        Assert.Equal(SourceOutcome.Done, (await _here.Sources.DeleteAsync("eu", force: true, default)).Outcome);
        Assert.Equal(SourceOutcome.Unknown, (await _here.Sources.DeleteAsync("eu", force: true, default)).Outcome);

        Assert.Equal(SourceState.Deleted, Account(_here, "eu").State);
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM source_secrets"));
        Assert.Equal(["configured"], (await _here.Sources.ListAsync(default)).Select(static s => s.Name));
        Assert.Equal(SourceOutcome.OtherProvider, (await _here.Sources.CreateAsync(New("eu") with { Provider = "clerk" }, default)).Outcome);
        Assert.Equal(SourceOutcome.Done, (await _here.Sources.CreateAsync(New("eu"), default)).Outcome);
        Assert.Equal(SourceState.Active, Account(_here, "eu").State);
    }

    private static NewSource New(string name, string? apiKey = null) => new(name, "stripe", string.Empty, DeadLetterPolicy.GoOn, [First], apiKey);

    private static Account Account(KeyProcess process, string name) => process.Directory.TryFind(name, out var account) ? account : throw new KeyNotFoundException(name);

    private static string FingerprintOf(string secret) => new WebhookSecret(secret).Fingerprint;

    private static IEnumerable<string> Fingerprints(Source source, DateTimeOffset at) => source.SecretsAt(at).Values.ToArray().Select(static s => s.Fingerprint);
}
