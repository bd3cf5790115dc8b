using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Hosting;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Hosting;

public sealed class ApiKeysTests : IAsyncLifetime
{
    private readonly List<DataFolder> _folders = [];
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var folder in _folders)
        {
            folder.Dispose();
            Directory.Delete(folder.Root, recursive: true);
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public void IsValid_BeforeTheDatabaseIsThere_KnowsOnlyItsOwnKey()
    {
        var folder = NewFolder();
        using var keys = Keys(folder);

        Assert.True(keys.IsValid(Generated(folder)));
        Assert.False(keys.IsValid(Generated(folder)[..^1]));
        Assert.False(keys.IsValid(string.Empty));
        Assert.False(keys.IsValid(new string('x', 100_000)));
    }

    [Fact]
    public async Task Exchange_TwoProcesses_AcceptEachOthersKeys()
    {
        var (left, right) = (NewFolder(), NewFolder());
        using var leftKeys = Keys(left);
        using var rightKeys = Keys(right);

        await leftKeys.ExchangeAsync(false, CancellationToken.None);
        await rightKeys.ExchangeAsync(false, CancellationToken.None);
        await leftKeys.ExchangeAsync(true, CancellationToken.None);

        Assert.True(leftKeys.IsValid(Generated(right)));
        Assert.True(rightKeys.IsValid(Generated(left)));
    }

    [Fact]
    public async Task Exchange_KeyWasReplacedByASetting_OldOneIsNoLongerValid()
    {
        var folder = NewFolder();
        using (var before = Keys(folder))
        {
            await before.ExchangeAsync(false, CancellationToken.None);
        }

        using var after = Keys(folder, "not-a-real-api-key");
        await after.ExchangeAsync(false, CancellationToken.None);

        Assert.True(after.IsValid("not-a-real-api-key"));
        Assert.False(after.IsValid(Generated(folder)));
    }

    [Fact]
    public async Task Exchange_GeneratedKeyWasDeleted_OldOneIsNoLongerValid()
    {
        var folder = NewFolder();
        using (var before = Keys(folder))
        {
            await before.ExchangeAsync(false, CancellationToken.None);
        }

        var old = Generated(folder);
        File.Delete(folder.ApiKeyFile);
        using var after = Keys(folder);
        await after.ExchangeAsync(false, CancellationToken.None);

        Assert.True(after.IsValid(Generated(folder)));
        Assert.False(after.IsValid(old));
    }

    [Fact]
    public async Task Exchange_DatabaseHoldsOnlyTheHash()
    {
        var folder = NewFolder();
        using var keys = Keys(folder);
        await keys.ExchangeAsync(false, CancellationToken.None);

        Assert.Equal(32, await _database.ScalarAsync("SELECT octet_length(hash) FROM api_keys"));
        Assert.DoesNotContain(Generated(folder), (string)(await _database.ScalarAsync("SELECT api_keys::text FROM api_keys"))!, StringComparison.Ordinal);
    }

    private DataFolder NewFolder()
    {
        var folder = DataFolder.Open(Path.Combine(Path.GetTempPath(), $"signalbox-test-{Guid.NewGuid():n}"));
        _folders.Add(folder);
        return folder;
    }

    private ApiKeys Keys(DataFolder folder, string? configured = null) => new(
        new SignalboxSettings(folder.Root, null, null, configured, Roles.Api, []), folder, _database.DataSource, new DatabaseGate(), TimeProvider.System,
        NullLogger<ApiKeys>.Instance);

    private static string Generated(DataFolder folder) => File.ReadAllText(folder.ApiKeyFile).Trim();
}
