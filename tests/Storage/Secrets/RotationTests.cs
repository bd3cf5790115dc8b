using System.Text;
using Signalbox.Hosting;
using Signalbox.Operations;
using Signalbox.Secrets;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Secrets;

/// <summary>Keys that change while processes seal and open.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private static readonly SealedPlace Place = new("tests.value", "1");
    private static readonly byte[] Value = "sk_test_not_a_real_key"u8.ToArray();

    private readonly string _file = Path.GetTempFileName();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Seal_TwoProcessesOfOneMasterKeyAtOnce_OpenEachOthers()
    {
        var key = MasterKey.Generate();
        using var left = new KeyProcess(_database, new MasterKeySettings(key, Previous: null, File: null));
        using var right = new KeyProcess(_database, new MasterKeySettings(key, Previous: null, File: null));

        var values = await Task.WhenAll(new[] { left, right }.Select(process => process.Vault.SealAsync(Place, Value, default).AsTask()));

        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM data_keys"));
        Assert.Equal(Value, await left.Vault.OpenAsync(Place, values[1], default));
        Assert.Equal(Value, await right.Vault.OpenAsync(Place, values[0], default));
    }

    [Fact]
    public async Task Load_AnotherMasterKey_GoesOnUntilSomethingIsSealed_ThenSaysWhichSettingToChange()
    {
        using var one = new KeyProcess(_database);
        using var other = new KeyProcess(_database);
        await other.Configuration.LoadAllAsync(default);

        await one.Vault.SealAsync(Place, Value, default);

        var fault = await Assert.ThrowsAsync<StartupException>(() => other.Configuration.LookAsync(default));
        Assert.Contains("SIGNALBOX_MASTER_KEY", fault.Message, StringComparison.Ordinal);
        Assert.Contains(one.Masters.Current.Fingerprint, fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SecretUnavailableException>(() => other.Vault.SealAsync(Place, Value, default).AsTask());
    }

    [Fact]
    public async Task Rotate_AKeyInTheDataFolder_OpensOldAndNew_AlsoAfterARestart()
    {
        using var process = new KeyProcess(_database);
        var before = process.Masters.Current.Fingerprint;
        var old = await process.Vault.SealAsync(Place, Value, default);

        var rotation = await process.Ring.RotateAsync(default);
        var sealedAfter = await process.Vault.SealAsync(Place, Value, default);

        Assert.Equal(KeyRotationOutcome.Rotated, rotation.Outcome);
        Assert.NotEqual(before, rotation.Status.MasterKey);
        Assert.NotEqual(SealedBytes.KeyIdOf(old), SealedBytes.KeyIdOf(sealedAfter));
        var folder = process.Folder;
        File.Copy(process.MasterKeyFile, _file, overwrite: true);
        using var restarted = new KeyProcess(_database, new MasterKeySettings(Key: null, Previous: null, _file));
        await restarted.Configuration.LoadAllAsync(default);
        Assert.Equal(Value, await restarted.Vault.OpenAsync(Place, old, default));
        Assert.Equal(Value, await restarted.Vault.OpenAsync(Place, sealedAfter, default));
        Assert.Equal(Value, await process.Vault.OpenAsync(Place, old, default));
        Assert.True(Directory.Exists(folder));
    }

    [Fact]
    public async Task Rotate_WhileOthersSealAndOpen_NobodyIsEverLockedOut()
    {
        var keys = new List<MasterKey> { MasterKey.Generate() };
        MasterKeyFile.Write(_file, keys);
        using var left = NewOfFile();
        using var right = NewOfFile();
        await left.Configuration.LoadAllAsync(default);
        await right.Configuration.LoadAllAsync(default);

        // The first data key is under the first master key, however late the others begin.
        await left.Vault.SealAsync(Place, Value, default);
        using var stop = new CancellationTokenSource();
        var work = Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => ExchangeAsync(i % 2 == 0 ? left : right, i % 2 == 0 ? right : left, stop.Token))));

        for (var i = 0; i < 5; i++)
        {
            keys.Add(MasterKey.Generate());
            MasterKeyFile.Write(_file, keys);
            Assert.Equal(KeyRotationOutcome.NotEverywhere, (await left.Ring.RotateAsync(default)).Outcome);
            await right.Resealing.LookAsync(default);
            Assert.Equal(KeyRotationOutcome.Rotated, (await left.Ring.RotateAsync(default)).Outcome);
            Assert.Equal(KeyRotationOutcome.NoNewKey, (await left.Ring.RotateAsync(default)).Outcome);
            await right.Configuration.LookAsync(default);
        }

        await stop.CancelAsync();
        Assert.True(await work.ContinueWith(static t => t.Result.Sum(), TaskScheduler.Default) > 0);
        Assert.Equal(6L, await _database.ScalarAsync("SELECT count(*) FROM data_keys"));
        Assert.Equal(keys[^1].Fingerprint, await _database.ScalarAsync("SELECT string_agg(DISTINCT master_key, ',') FROM data_keys"));

        async Task<int> ExchangeAsync(KeyProcess from, KeyProcess to, CancellationToken stopped)
        {
            var count = 0;
            do
            {
                var value = await from.Vault.SealAsync(Place, Value, default);
                Assert.Equal(Value, await to.Vault.OpenAsync(Place, value, default));
                count++;
            }
            while (!stopped.IsCancellationRequested);

            return count;
        }
    }

    [Fact]
    public async Task Rotate_KeysOfTheEnvironment_WaitsUntilEveryProcessHasTheNewOne()
    {
        var (before, after) = (MasterKey.Generate(), MasterKey.Generate());
        using var old = new KeyProcess(_database, new MasterKeySettings(before, Previous: null, File: null));
        await old.Configuration.LoadAllAsync(default);
        var value = await old.Vault.SealAsync(Place, Value, default);
        Assert.Equal(KeyRotationOutcome.NoNewKey, (await old.Ring.RotateAsync(default)).Outcome);

        using var restarted = new KeyProcess(_database, new MasterKeySettings(after, before, File: null));
        await restarted.Configuration.LoadAllAsync(default);
        var refused = await restarted.Ring.RotateAsync(default);
        Assert.Equal((KeyRotationOutcome.NotEverywhere, old.Keys.Process), (refused.Outcome, Assert.Single(refused.Lacking)));
        Assert.Equal(before.Fingerprint, refused.Status.MasterKey);

        // The old process ends.
        await _database.ExecuteAsync($"DELETE FROM key_holders WHERE process = '{old.Keys.Process}'");
        Assert.Equal((KeyRotationOutcome.Rotated, after.Fingerprint), await restarted.Ring.RotateAsync(default) is var done ? (done.Outcome, done.Status.MasterKey) : default);
        Assert.Equal(Value, await restarted.Vault.OpenAsync(Place, value, default));

        // With the new key alone everything opens; with the old one alone a process refuses.
        using var later = new KeyProcess(_database, new MasterKeySettings(after, Previous: null, File: null));
        await later.Configuration.LoadAllAsync(default);
        Assert.Equal(Value, await later.Vault.OpenAsync(Place, value, default));
        using var stale = new KeyProcess(_database, new MasterKeySettings(before, Previous: null, File: null));
        await Assert.ThrowsAsync<StartupException>(() => stale.Configuration.LoadAllAsync(default));
    }

    [Fact]
    public async Task Crash_AfterTheKeyIsOnDisk_TheNextRotationTakesIt()
    {
        using var process = new KeyProcess(_database);
        var value = await process.Vault.SealAsync(Place, Value, default);
        var before = process.Masters.Current.Fingerprint;

        // All that a rotation does before its transaction.
        var added = process.Masters.Add(new HashSet<string> { before });
        File.Copy(process.MasterKeyFile, _file, overwrite: true);
        using var restarted = NewOfFile();
        await restarted.Configuration.LoadAllAsync(default);
        Assert.Equal(Value, await restarted.Vault.OpenAsync(Place, value, default));

        Assert.Equal(KeyRotationOutcome.Rotated, (await process.Ring.RotateAsync(default)).Outcome);
        Assert.Equal(added.Fingerprint, process.Masters.Current.Fingerprint);
        Assert.Equal(2, MasterKeyFile.Read(process.MasterKeyFile).Count);
    }

    [Fact]
    public async Task Crash_AfterTheTransaction_AnotherProcessSealsAnew_AndNothingIsLeft()
    {
        MasterKeyFile.Write(_file, [MasterKey.Generate()]);
        using var process = NewOfFile();
        await process.Sources.CreateAsync(new("eu", "stripe", "", Ingress.DeadLetterPolicy.GoOn, ["whsec_fake_of_eu"], "sk_test_not_a_real_key"), default);
        var operations = new PostgresOperationStore(_database.DataSource, process.Vault);
        var request = new OperationRequest("eu", "payments.create", "key", "tests", "{\"amount\":1}"u8.ToArray());
        await operations.BeginAsync("op_1", request, stream: null, TimeSpan.FromMinutes(1), default);
        await operations.FinishAsync("op_1", 1, new Outcome(200, Encoding.UTF8.GetBytes("""{"client_secret":"pi_1_secret_fake"}""")), default);

        // As an earlier version left it.
        await _database.ExecuteAsync("INSERT INTO operations (id, account, name, idempotency_key, caller, request_hash, request, status, outcome, finished_at) VALUES ('op_0', 'eu', 'payments.create', 'older', 'tests', '', '{}', 200, '{\"client_secret\":\"pi_0_secret_fake\"}', now())");
        MasterKeyFile.Write(_file, [.. MasterKeyFile.Read(_file), MasterKey.Generate()]);
        Assert.Equal(6, (await process.Ring.RotateAsync(default)).Status.Left);

        using var other = NewOfFile();
        await other.Configuration.LoadAllAsync(default);
        Assert.Equal(6, await other.Resealing.LookAsync(default));
        Assert.Equal(0, (await other.Ring.StatusAsync(default)).Left);
        Assert.Equal(0, await other.Resealing.LookAsync(default));

        // What a process that has not heard of it seals under the old key is found when it must have.
        await _database.ExecuteAsync("UPDATE data_keys SET retired_at = now() - interval '2 minutes' WHERE NOT is_current");
        await other.Resealing.LookAsync(default);
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM data_keys WHERE NOT is_current AND emptied_at IS NULL"));
        Assert.Equal("""{"client_secret":"pi_0_secret_fake"}""", Encoding.UTF8.GetString((await new PostgresOperationStore(_database.DataSource, other.Vault).FindAsync("op_0", default))!.Outcome!.Body.Span));
        Assert.Equal("""{"client_secret":"pi_1_secret_fake"}""", Encoding.UTF8.GetString((await operations.FindAsync("op_1", default))!.Outcome!.Body.Span));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM operations WHERE position('secret'::bytea IN outcome) > 0"));
    }

    [Fact]
    public async Task Open_AValueMovedToAnotherRow_Refuses()
    {
        using var process = new KeyProcess(_database);
        await process.Sources.CreateAsync(new("eu", "stripe", "", Ingress.DeadLetterPolicy.GoOn, ["whsec_fake_of_eu"], ApiKey: null), default);
        await process.Sources.CreateAsync(new("us", "stripe", "", Ingress.DeadLetterPolicy.GoOn, ["whsec_fake_of_us"], ApiKey: null), default);

        await _database.ExecuteAsync("UPDATE source_secrets SET sealed = (SELECT sealed FROM source_secrets WHERE source = 'us') WHERE source = 'eu'; UPDATE configuration_revisions SET revision = revision + 1");
        await process.Configuration.LookAsync(default);

        Assert.True(process.Directory.TryFind("eu", out var eu));
        Assert.Empty(eu.Secrets);
        Assert.True(process.Directory.TryFind("us", out var us));
        Assert.Equal(["whsec_fake_of_us"], us.Secrets);
    }

    private KeyProcess NewOfFile() => new(_database, new MasterKeySettings(Key: null, Previous: null, _file));
}
