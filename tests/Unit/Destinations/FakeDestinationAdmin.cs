using System.Globalization;
using Signalbox.Destinations;
using Signalbox.Http;

namespace Signalbox.Tests.Unit.Destinations;

/// <summary>Destinations in memory, without a database: keeps what it was asked, and answers with the form that came of it.</summary>
internal sealed class FakeDestinationAdmin : IDestinationAdmin
{
    private static readonly DateTime MadeAt = DateTime.UnixEpoch;
    private readonly List<DestinationForm> _forms = [];

    internal DestinationOutcome Outcome { get; set; } = DestinationOutcome.Done;

    internal string? LastSecret { get; private set; }

    internal TimeSpan? LastGrace { get; private set; }

    internal bool? LastState { get; private set; }

    internal IReadOnlyList<KeyValuePair<string, string>>? LastHeaders { get; private set; }

    internal void Reset()
    {
        _forms.Clear();
        (Outcome, LastSecret, LastGrace, LastState, LastHeaders) = (DestinationOutcome.Done, null, null, null, null);
    }

    public Task<IReadOnlyList<DestinationView>> ListAsync(string? tenant, int after, int count, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DestinationView>>(
        [.. _forms.Select(static (form, i) => (Form: form, Number: i + 1)).Where(f => f.Number > after && (tenant is null || f.Form.Tenant == tenant)).Take(count).Select(static f => View(f.Form, f.Number))]);

    public Task<DestinationView?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(NumberOf(id) is { } n ? View(_forms[n - 1], n) : null);

    public Task<DestinationChange> CreateAsync(DestinationForm form, IReadOnlyList<KeyValuePair<string, string>> headers, string secret, CancellationToken cancellationToken)
    {
        (LastSecret, LastHeaders) = (secret, headers);
        if (Outcome is DestinationOutcome.Done)
        {
            _forms.Add(form);
        }

        return ChangeOf(_forms.Count);
    }

    public Task<DestinationChange> ChangeAsync(
        string id, Func<DestinationForm, DestinationForm> edit, IReadOnlyList<KeyValuePair<string, string>>? headers, bool? isEnabled, CancellationToken cancellationToken)
    {
        (LastState, LastHeaders) = (isEnabled, headers);
        if (NumberOf(id) is not { } n)
        {
            return Task.FromResult(new DestinationChange(DestinationOutcome.Unknown));
        }

        _forms[n - 1] = edit(_forms[n - 1]);
        return ChangeOf(n);
    }

    public Task<DestinationChange> DeleteAsync(string id, CancellationToken cancellationToken) => ChangeOf(NumberOf(id));

    public Task<DestinationChange> AddSecretAsync(string id, string secret, TimeSpan? expireOthersAfter, CancellationToken cancellationToken)
    {
        (LastSecret, LastGrace) = (secret, expireOthersAfter);
        return ChangeOf(NumberOf(id));
    }

    public Task<DestinationChange> RetireSecretAsync(string id, string fingerprint, CancellationToken cancellationToken) => ChangeOf(NumberOf(id));

    private Task<DestinationChange> ChangeOf(int? number) => Task.FromResult(
        number is null ? new DestinationChange(DestinationOutcome.Unknown)
        : Outcome is DestinationOutcome.Done ? new DestinationChange(Outcome, View(_forms[number.Value - 1], number.Value))
        : new DestinationChange(Outcome));

    private int? NumberOf(string id) => id.StartsWith("dst_", StringComparison.Ordinal) && int.TryParse(id[4..], CultureInfo.InvariantCulture, out var n) && n <= _forms.Count ? n : null;

    private static DestinationView View(DestinationForm form, int number) => new(
        $"dst_{number}", number, form.Tenant, form.Url, form.Description, DestinationForm.Active, null, null, form.Types, form.Sources,
        new JsonRawValue(System.Text.Encoding.UTF8.GetBytes(form.Fields)), [], form.Ordered, form.DeadLetters, form.Payload, form.Rate, form.Concurrency, form.RetryWaits, form.Timeout,
        form.DisableAfter, [], MadeAt, MadeAt);
}
