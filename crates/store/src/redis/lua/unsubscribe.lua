-- Who, the handle of their session, the endpoint or '': the session's browser is forgotten, if that is where it is reached.
forget_browsers(ARGV[1], function(browser)
  return browser.session == ARGV[2] and (ARGV[3] == '' or browser.endpoint == ARGV[3])
end)
return 1
