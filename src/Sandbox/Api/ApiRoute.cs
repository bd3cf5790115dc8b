using Signalbox.Sandbox.Accounts;
using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>One method and path of the API.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">With <c>{id}</c> where an object's id is.</param>
/// <param name="Handle">Does it and answers with JSON, or throws a <see cref="StripeErrorException"/>.</param>
/// <param name="Parameters">The names that it knows; any other is refused, as Stripe does.</param>
internal sealed record ApiRoute(string Method, string Path, Func<ApiCall, string> Handle, IReadOnlyCollection<string> Parameters)
{
    internal static ApiRoute Get(string path, Func<ApiCall, string> handle, params string[] parameters) => new("GET", path, handle, ["expand", .. parameters]);

    internal static ApiRoute Post(string path, Func<ApiCall, string> handle, params string[] parameters) => new("POST", path, handle, ["expand", .. parameters]);

    internal static ApiRoute Delete(string path, Func<ApiCall, string> handle, params string[] parameters) => new("DELETE", path, handle, ["expand", .. parameters]);

    internal static ApiRoute List(string path, Func<ApiCall, string> handle, params string[] parameters) =>
        new("GET", path, handle, ["expand", "limit", "starting_after", "ending_before", .. parameters]);
}

/// <summary>One call, inside the account's lock.</summary>
/// <param name="Account">The account.</param>
/// <param name="Form">The parameters.</param>
/// <param name="Id">The id in the path, or empty.</param>
/// <param name="Address">Where the sandbox was called.</param>
/// <param name="Events">The account's events.</param>
/// <param name="Advance">Moves the account's clock.</param>
internal sealed record ApiCall(StripeAccount Account, Form Form, string Id, Uri Address, EventBook Events, Action<TimeSpan> Advance)
{
    /// <summary>The object that the path names; one that was deleted is found.</summary>
    internal T Named<T>(string kind)
        where T : StripeObject => Account.Find<T>(Id) ?? throw new StripeErrorException(StripeError.NoSuch(kind, Id));

    /// <summary>The object that a required parameter names, not deleted.</summary>
    internal T Required<T>(string kind, string parameter)
        where T : StripeObject => Given<T>(kind, parameter, Form.Required(parameter))!;

    /// <summary>The object that a parameter names, not deleted, or null when there is none.</summary>
    internal T? Optional<T>(string kind, string parameter)
        where T : StripeObject => Form.Text(parameter) is { Length: > 0 } id ? Given<T>(kind, parameter, id) : null;

    internal T Given<T>(string kind, string parameter, string id)
        where T : StripeObject =>
        Account.Find<T>(id) is { IsDeleted: false } found ? found : throw new StripeErrorException(StripeError.NoSuch(kind, id, parameter, status: 400));

    internal string Text(StripeObject one) => Account.TextOf(one);
}
