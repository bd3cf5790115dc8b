using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Configuration;
using Signalbox.Hosting;
using Signalbox.Postgres;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Providers;

/// <summary>Definitions of providers as rows, stored by one process and used by another.</summary>
public sealed class StoredDefinitionTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private DefinitionProcess _here = null!;
    private DefinitionProcess _there = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        (_here, _there) = (new DefinitionProcess(_database), new DefinitionProcess(_database));
        await _here.Configuration.LoadAllAsync(default);
        await _there.Configuration.LoadAllAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        _here.Configuration.Dispose();
        _there.Configuration.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Put_IsKnownHereAtOnce_AndThereAtTheNextLook_AndReplaced()
    {
        Assert.True(await _here.Stored.PutAsync(Acme("X-Acme-One"), default));

        Assert.True(_here.Catalog.TryFind("acme", out var held));
        Assert.True(_here.Catalog.IsStored("acme"));
        Assert.False(_there.Catalog.TryFind("acme", out _));
        await _there.Configuration.LookAsync(default);
        Assert.True(_there.Catalog.TryFind("acme", out var there));
        Assert.Equal(["X-Acme-One"], there.Definition.Signature.Traits.Headers);

        Assert.True(await _there.Stored.PutAsync(Acme("X-Acme-Two"), default));
        await _here.Configuration.LookAsync(default);
        Assert.Equal(["X-Acme-Two"], held.Definition.Signature.Traits.Headers);
    }

    [Fact]
    public async Task Delete_OfOneThatASourceUses_DoesNothing()
    {
        await _here.Stored.PutAsync(Acme("X-Acme-One"), default);
        await _database.ScalarAsync("INSERT INTO sources (name, provider, dead_letters) VALUES ('shop', 'acme', 'go_on') RETURNING name");

        Assert.False(await _here.Stored.DeleteAsync("acme", default));
        Assert.True(_here.Catalog.TryFind("acme", out _));

        await _database.ScalarAsync("UPDATE sources SET deleted_at = now() RETURNING name");
        Assert.True(await _here.Stored.DeleteAsync("acme", default));
        Assert.False(_here.Catalog.TryFind("acme", out _));
        Assert.False(await _here.Stored.DeleteAsync("acme", default));
    }

    [Fact]
    public async Task OneThatCannotBeRead_LeavesTheOthers_AndAFileHolds()
    {
        await _database.ScalarAsync("INSERT INTO provider_definitions (name, definition) VALUES ('newer', '{}'::bytea) RETURNING name");
        await _here.Stored.PutAsync(Acme("X-Acme-Stored"), default);
        Assert.True(_here.Catalog.TryFind("acme", out var acme));
        Assert.False(_here.Catalog.TryFind("newer", out _));

        _here.Catalog.ReplaceConfigured([Acme("X-Acme-File")]);
        Assert.Equal(["X-Acme-File"], acme.Definition.Signature.Traits.Headers);
        Assert.False(_here.Catalog.IsStored("acme"));

        _here.Catalog.ReplaceConfigured([]);
        Assert.Equal(["X-Acme-Stored"], acme.Definition.Signature.Traits.Headers);
    }

    private static ProviderDefinition Acme(string header)
    {
        var json = System.Text.Encoding.UTF8.GetBytes($$"""{"name":"acme","signature":{"scheme":"hmac","headers":[{"name":"{{header}}"}]},"id":"{/id}","type":"{/type}"}""");
        return DefinitionReader.Read(json, out var faults) ?? throw new InvalidOperationException(string.Join("; ", faults));
    }

    private sealed class DefinitionProcess
    {
        internal DefinitionProcess(TestDatabase database)
        {
            var gate = new DatabaseGate();
            gate.Open("15");
            Configuration = new ConfigurationWatch(
                [new DefinitionConfiguration(Catalog, database.DataSource, NullLogger<DefinitionConfiguration>.Instance)], database.DataSource, gate, new ProcessFault(new NoLifetime()),
                new ManualTimeProvider(), NullLogger<ConfigurationWatch>.Instance);
            Stored = new StoredDefinitions(Configuration, database.DataSource);
        }

        internal ProviderCatalog Catalog { get; } = new();

        internal ConfigurationWatch Configuration { get; }

        internal StoredDefinitions Stored { get; }
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();
    }
}
