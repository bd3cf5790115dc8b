namespace Signalbox.Simulation.GitHub;

/// <summary>Repositories at GitHub, in memory: https://docs.github.com/en/webhooks/webhook-events-and-payloads.</summary>
internal sealed class GitHubAccount(HistoryRequest request) : SimulatedAccount(request)
{
    private readonly List<GitHubRepository> _repositories = [];
    private readonly int _hook = 400_000_000 + (request.Seed & 0xFFFFFF);

    internal GitHubRepository AddRepository()
    {
        var repository = new GitHubRepository(500_000_000 + Chance.Below(100_000_000), $"works-{Chance.Hex(6)}");
        _repositories.Add(repository);
        return repository;
    }

    internal void Ping(GitHubRepository repository)
    {
        Json.Clear();
        Json.Add($$"""
            "hook":{"active":true,"config":{"content_type":"json","insecure_ssl":"0"},"events":["*"],"id":{{_hook}},"name":"web","type":"Repository"},
            "hook_id":{{_hook}},"zen":"Keep it logically awesome."
            """);
        Post(repository, "ping", action: null);
    }

    internal void Push(GitHubRepository repository)
    {
        var (before, after) = (repository.Head, Chance.Hex(40));
        repository.Head = after;
        Json.Clear();
        Json.Add($$"""
            "after":{{after}},"base_ref":null,"before":{{before}},"commits":[{"added":[],"author":{"email":"octo@example.com","name":"Octo"},"distinct":true,
            "id":{{after}},"message":"Sort the words","modified":["words.txt"],"removed":[],"timestamp":{{Iso()}},
            "url":"https://github.com/{{repository.FullName:in}}/commit/{{after:in}}"}],
            "compare":"https://github.com/{{repository.FullName:in}}/compare/{{before[..12]:in}}...{{after[..12]:in}}","created":false,"deleted":false,
            "forced":false,"pusher":{"email":"octo@example.com","name":"octo"},"ref":"refs/heads/main"
            """);
        Post(repository, "push", action: null);
    }

    /// <param name="repository">Where.</param>
    /// <param name="action"><c>opened</c>, <c>closed</c> or <c>reopened</c>.</param>
    internal void Issue(GitHubRepository repository, string action)
    {
        repository.Number += action == "opened" ? 1 : 0;
        Json.Clear();
        Json.Add($$"""
            "issue":{"body":"It does not start.","comments":0,"created_at":{{Iso()}},
            "html_url":"https://github.com/{{repository.FullName:in}}/issues/{{$"{repository.Number}":in}}","id":{{(2_000_000_000L + repository.Id) ^ repository.Number}},
            "labels":[],"locked":false,"number":{{repository.Number}},"state":{{(action == "closed" ? "closed" : "open")}},"title":"Does not start",
            "updated_at":{{Iso()}},"user":{"id":583231,"login":"octo","type":"User"}
            }
            """);
        Post(repository, "issues", action);
    }

    /// <param name="repository">Where.</param>
    /// <param name="action"><c>opened</c>, <c>synchronize</c> or <c>closed</c>, which merges.</param>
    internal void PullRequest(GitHubRepository repository, string action)
    {
        repository.Number += action == "opened" ? 1 : 0;
        Json.Clear();
        Json.Add($$"""
            "number":{{repository.Number}},"pull_request":{"additions":12,"base":{"ref":"main","sha":{{repository.Head}}},"body":null,"changed_files":1,
            "commits":1,"created_at":{{Iso()}},"deletions":3,"draft":false,"head":{"ref":"sorted","sha":{{Chance.Hex(40)}}},
            "html_url":"https://github.com/{{repository.FullName:in}}/pull/{{$"{repository.Number}":in}}","id":{{(1_000_000_000L + repository.Id) ^ repository.Number}},
            "merged":{{action == "closed"}},"number":{{repository.Number}},"state":{{(action == "closed" ? "closed" : "open")}},"title":"Sort the words",
            "updated_at":{{Iso()}},"user":{"id":583231,"login":"octo","type":"User"}
            }
            """);
        Post(repository, "pull_request", action);
    }

    internal void Star(GitHubRepository repository)
    {
        Json.Clear();
        Json.Add($$"""
            "starred_at":{{Iso()}}
            """);
        Post(repository, "star", "created");
    }

    private protected override void Step(int left, int entities)
    {
        if (_repositories.Count < entities)
        {
            Ping(AddRepository());
            return;
        }

        var repository = Chance.Pick(_repositories);
        switch (Chance.Below(10))
        {
            case < 4:
                Push(repository);
                break;
            case < 6:
                Issue(repository, repository.Number == 0 ? "opened" : Chance.Pick(["opened", "closed", "reopened"]));
                break;
            case < 9:
                PullRequest(repository, repository.Number == 0 ? "opened" : Chance.Pick(["opened", "synchronize", "closed"]));
                break;
            default:
                Star(repository);
                break;
        }
    }

    private protected override IEnumerable<TruthRow> Truth() => [];

    private void Post(GitHubRepository repository, string name, string? action)
    {
        Advance(TimeSpan.FromMilliseconds(1));
        var members = Json.Written.ToArray();
        Json.Clear();
        Json.Raw("{"u8);
        if (action is not null)
        {
            Json.Add($$"""
                "action":{{action}},
                """);
        }

        Json.Add($$"""
            {{members}},"repository":{"default_branch":"main","full_name":{{repository.FullName}},"html_url":"https://github.com/{{repository.FullName:in}}",
            "id":{{repository.Id}},"name":{{repository.Name}},"owner":{"id":9919,"login":"signal-works","type":"Organization"},"private":true},
            "sender":{"id":583231,"login":"octo","type":"User"}
            }
            """);
        var delivery = Chance.Uuid();
        var type = action is null ? name : $"{name}.{action}";
        Record(new SimulatedEvent(delivery, type, Second, Json.Written.ToArray(), repository.FullName, "repository")
        {
            ContentType = "application/json",
            Headers =
            [
                KeyValuePair.Create("User-Agent", "GitHub-Hookshot/044aadd"),
                KeyValuePair.Create("X-GitHub-Event", name),
                KeyValuePair.Create("X-GitHub-Delivery", delivery),
                KeyValuePair.Create("X-GitHub-Hook-ID", $"{_hook}"),
                KeyValuePair.Create("X-GitHub-Hook-Installation-Target-ID", $"{repository.Id}"),
                KeyValuePair.Create("X-GitHub-Hook-Installation-Target-Type", "repository"),
            ],
        });
    }
}

/// <summary>A repository.</summary>
internal sealed record GitHubRepository(long Id, string Name)
{
    internal string FullName => $"signal-works/{Name}";

    internal string Head { get; set; } = new('0', 40);

    /// <summary>The last number of an issue or pull request.</summary>
    internal int Number { get; set; }
}
