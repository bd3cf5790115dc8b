namespace Signalbox.Simulation.GitHub;

/// <summary>What GitHub sends.</summary>
internal static class GitHubHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<GitHubAccount>(
        "github",
        static request => new GitHubAccount(request),
        [
            (new("pull-request", "a ping, a push, a pull request that is opened, pushed to and merged"), PullRequest),
            (new("issue", "an issue that is opened, closed, opened again and closed"), Issue),
            (new("pushes", "ten pushes to one branch"), Pushes),
        ],
        "N events of M repositories",
        new Dictionary<string, Action<GitHubAccount>>
        {
            ["ping"] = static account => account.Ping(account.AddRepository()),
            ["push"] = static account => account.Push(account.AddRepository()),
            ["pull_request.opened"] = static account => account.PullRequest(account.AddRepository(), "opened"),
            ["pull_request.synchronize"] = PullRequest,
            ["pull_request.closed"] = PullRequest,
            ["issues.opened"] = static account => account.Issue(account.AddRepository(), "opened"),
            ["issues.closed"] = Issue,
            ["issues.reopened"] = Issue,
            ["star.created"] = static account => account.Star(account.AddRepository()),
        });

    private static void PullRequest(GitHubAccount account)
    {
        var repository = account.AddRepository();
        account.Ping(repository);
        account.Push(repository);
        foreach (var action in new[] { "opened", "synchronize", "closed" })
        {
            account.Advance(TimeSpan.FromHours(1));
            account.PullRequest(repository, action);
        }

        account.Push(repository);
    }

    private static void Issue(GitHubAccount account)
    {
        var repository = account.AddRepository();
        foreach (var action in new[] { "opened", "closed", "reopened", "closed" })
        {
            account.Advance(TimeSpan.FromHours(5));
            account.Issue(repository, action);
        }
    }

    private static void Pushes(GitHubAccount account)
    {
        var repository = account.AddRepository();
        for (var i = 0; i < 10; i++)
        {
            account.Advance(TimeSpan.FromSeconds(40));
            account.Push(repository);
        }
    }
}
