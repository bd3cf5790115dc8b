using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Stripe;
using Signalbox.Sources;

namespace Signalbox.Tests.Unit.Sources;

/// <summary>Sources in memory: which secrets hold when, and who is known.</summary>
public sealed class SourceTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);
    private readonly SecretUses _uses = new();

    [Fact]
    public void SecretsAt_OneExpires_IsNotAcceptedFromItsTimeOn()
    {
        var account = new Account("eu", "stripe", ["whsec_fake_new"], DeadLetterPolicy.GoOn) { Expiring = [new ExpiringSecret("whsec_fake_old", Now)] };
        var source = new Source(account, new StripeWebhooks(), _uses) { Share = new SourceShare(new LimitOptions()) };

        Assert.Equal(2, source.SecretsAt(Now - TimeSpan.FromTicks(1)).Values.Length);
        Assert.Equal(1, source.SecretsAt(Now).Values.Length);
        Assert.Same(source.SecretsAt(Now), source.SecretsAt(Now + TimeSpan.FromDays(1_000)));
    }

    [Fact]
    public void Matched_IsCountedForTheSecretThatVerified_OverReloads()
    {
        var account = new Account("eu", "stripe", ["whsec_fake_one", "whsec_fake_two"], DeadLetterPolicy.GoOn);
        new Source(account, new StripeWebhooks(), _uses) { Share = new SourceShare(new LimitOptions()) }.SecretsAt(Now).Matched(1, Now);
        new Source(account, new StripeWebhooks(), _uses) { Share = new SourceShare(new LimitOptions()) }.SecretsAt(Now).Matched(1, Now + TimeSpan.FromSeconds(1));
        new Source(account, new StripeWebhooks(), _uses) { Share = new SourceShare(new LimitOptions()) }.SecretsAt(Now).Matched(-1, Now);

        var counted = Assert.Single(_uses.Take());
        Assert.Equal(("eu", 2, Now + TimeSpan.FromSeconds(1)), (counted.Source, counted.Verified, counted.LastAt));
        Assert.Equal(new Signalbox.Providers.WebhookSecret("whsec_fake_two").Fingerprint, counted.Fingerprint);
        Assert.Empty(_uses.Take());

        _uses.GiveBack([counted]);
        Assert.Equal(2, Assert.Single(_uses.Take()).Verified);
    }

    [Fact]
    public void TryFind_FollowsTheDirectory_AndKnowsNothingOfTheDeleted()
    {
        var directory = new AccountDirectory([Settings("stripe")]);
        using var shares = new SourceShares(Microsoft.Extensions.Options.Options.Create(new LimitOptions()));
        var sources = new Signalbox.Ingress.Sources(directory, new ProviderCatalog(), _uses, shares);
        Assert.True(sources.TryFind("stripe", out _));
        Assert.False(sources.TryFind("eu", out _));
        Assert.False(sources.IsComplete);

        directory.Replace([Made("eu"), Made("gone", SourceState.Deleted), Made("stripe"), Made("odd", provider: "nobody")]);

        Assert.True(sources.IsComplete);
        Assert.True(sources.TryFind("eu", out var eu));
        Assert.Equal("whsec_fake_made", eu.Account.Secrets[0]);
        Assert.False(sources.TryFind("gone", out _));
        Assert.False(sources.TryFind("odd", out _));
        Assert.True(directory.TryFind("gone", out _));
        Assert.Null(directory.Find("gone"));

        // What the settings say of a name holds.
        Assert.True(sources.TryFind("stripe", out var stripe));
        Assert.Equal("whsec_fake_configured", stripe.Account.Secrets[0]);
    }

    [Fact]
    public void TryFind_OfAProviderThatIsRemoved_IsUnknownUntilItComesBack()
    {
        var definition = DefinitionReader.Read("""{"name":"acme","signature":{"scheme":"shared-secret","header":"X-Key"},"id":"{/id}","type":"{/type}"}"""u8.ToArray(), out _)!;
        var directory = new AccountDirectory([Settings("stripe")]);
        var catalog = new ProviderCatalog();
        using var shares = new SourceShares(Microsoft.Extensions.Options.Options.Create(new LimitOptions()));
        var sources = new Signalbox.Ingress.Sources(directory, catalog, _uses, shares);
        directory.Replace([Made("eu", provider: "acme")]);
        Assert.False(sources.TryFind("eu", out _));

        catalog.ReplaceConfigured([definition]);
        Assert.True(sources.TryFind("eu", out var held));

        catalog.ReplaceConfigured([]);
        Assert.False(sources.TryFind("eu", out _));
        Assert.True(sources.TryFind("stripe", out _));

        // The account with its secrets is still there, and a request that is under way is verified as before.
        Assert.True(directory.TryFind("eu", out var account));
        Assert.Equal(["whsec_fake_made"], account.Secrets);
        Assert.Equal("acme", held.Provider.Name);

        catalog.ReplaceConfigured([definition]);
        Assert.True(sources.TryFind("eu", out _));
    }

    [Fact]
    public void IsSurelyUnknown_OnlyAfterALookThatBeganAfterTheQuestion()
    {
        var directory = new AccountDirectory([Settings("stripe")]);
        Assert.False(directory.IsSurelyUnknown("eu"));
        directory.Looked();
        Assert.False(directory.IsSurelyUnknown("eu"));
        directory.Looked();
        Assert.True(directory.IsSurelyUnknown("eu"));
        Assert.False(directory.IsSurelyUnknown("stripe"));

        directory.Replace([Made("eu")]);
        Assert.False(directory.IsSurelyUnknown("eu"));
    }

    [Fact]
    public async Task Loops_BeginForNewAccounts_AndEndForThoseThatAreGone()
    {
        var directory = new AccountDirectory([Settings("stripe")]);
        using var stop = new CancellationTokenSource();
        var begun = System.Threading.Channels.Channel.CreateUnbounded<string>();
        var loops = AccountLoops.RunAsync(
            () => [.. directory.Settings.Select(static a => a.Name)],
            directory.ChangedAsync,
            async (account, token) =>
            {
                begun.Writer.TryWrite($"+{account}");
                try
                {
                    await new TaskCompletionSource().Task.WaitAsync(token);
                }
                finally
                {
                    begun.Writer.TryWrite($"-{account}");
                }
            },
            stop.Token);

        Assert.Equal("+stripe", await begun.Reader.ReadAsync(TestContext.Current.CancellationToken));
        directory.Replace([Made("eu")]);
        Assert.Equal("+eu", await begun.Reader.ReadAsync(TestContext.Current.CancellationToken));
        directory.Replace([Made("eu", SourceState.Deleted)]);
        Assert.Equal("-eu", await begun.Reader.ReadAsync(TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loops);
        Assert.Equal("-stripe", await begun.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    private static AccountSettings Settings(string name) => new(name, "stripe", ["whsec_fake_configured"], ApiKey: null, DeadLetterPolicy.GoOn);

    private static (Account, AccountSettings) Made(string name, SourceState state = SourceState.Active, string provider = "stripe") => (
        new Account(name, provider, ["whsec_fake_made"], DeadLetterPolicy.GoOn) { State = state },
        new AccountSettings(name, provider, ["whsec_fake_made"], ApiKey: null, DeadLetterPolicy.GoOn));
}
